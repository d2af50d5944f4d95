// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.multiaddr.Protocol;
import org.chaoschain.p2p.api.transport.Listener;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.p2p.api.transport.TransportConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the configured addresses bound by whatever transports are there: binds when a transport
 * comes, closes when it goes, tries again with growing pauses when an address cannot be had. All
 * state lives on one serial executor.
 */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  private final HostConfig config;
  private final HostEnvironment environment;
  private final SerialExecutor executor;
  private final BiConsumer<Transport, TransportConnection> acceptor;
  private final Runnable changed;
  private final Runnable settled;
  private final List<Transport> transports = new ArrayList<>();
  private final Map<Multiaddr, Bound> bound = new HashMap<>();
  private final Map<Multiaddr, Gap> gaps = new HashMap<>();
  private volatile Map<Multiaddr, Transport> bindings = Map.of();
  private volatile List<Multiaddr> told = List.of();
  private boolean stopped;

  private static final class Bound {
    final Transport transport;
    Listener listener;
    Cancellable retry = () -> false;
    boolean dropped;

    Bound(Transport transport) {
      this.transport = transport;
    }
  }

  /**
   * A configured address between two transports.
   *
   * @param address what was bound: the next transport is asked for this very port
   * @param since when the listener was told to close
   * @param free completes when the address is free
   */
  private record Gap(Multiaddr address, long since, CompletionStage<Void> free) {}

  /**
   * Makes it.
   *
   * @param acceptor given each inbound connection with the transport it came by
   * @param changed what is announced has changed
   * @param settled whatever the transports of now can bind is bound
   */
  Listeners(
      HostConfig config,
      HostEnvironment environment,
      SerialExecutor executor,
      BiConsumer<Transport, TransportConnection> acceptor,
      Runnable changed,
      Runnable settled) {
    this.settled = settled;
    this.config = config;
    this.environment = environment;
    this.executor = executor;
    this.acceptor = acceptor;
    this.changed = changed;
  }

  void add(Transport transport) {
    executor.execute(
        () -> {
          transports.add(transport);
          bindMissing();
        });
  }

  /** Completes when the transport's addresses are free. */
  CompletionStage<Void> remove(Transport transport) {
    CompletableFuture<Void> free = new CompletableFuture<>();
    executor.execute(
        () -> {
          transports.remove(transport);
          List<CompletableFuture<Void>> closing = new ArrayList<>();
          for (var each : List.copyOf(bound.entrySet())) {
            if (each.getValue().transport == transport) {
              closing.add(handOver(each.getKey(), each.getValue()).toCompletableFuture());
            }
          }
          bindMissing();
          publish();
          CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new))
              .whenComplete((all, failure) -> free.complete(null));
        });
    return free;
  }

  /** Closes a listener whose address another transport shall have. */
  private CompletionStage<Void> handOver(Multiaddr address, Bound slot) {
    CompletionStage<Void> free = drop(address);
    if (slot.listener != null) {
      Gap gap = new Gap(slot.listener.address(), environment.clock().nanoTime(), free);
      gaps.put(address, gap);
      environment
          .scheduler()
          .schedule(config.handoverTimeout(), () -> executor.execute(() -> forget(address, gap)));
    }
    return free;
  }

  /** No other transport has come for an address: it is not announced any more. */
  private void forget(Multiaddr address, Gap gap) {
    // a later hand-over has a gap of its own
    if (gap.equals(gaps.get(address)) && !listening(address)) {
      gaps.remove(address);
      publish();
    }
  }

  private boolean listening(Multiaddr address) {
    Bound slot = bound.get(address);
    return slot != null && slot.listener != null;
  }

  void stop() {
    executor.execute(
        () -> {
          stopped = true;
          List.copyOf(bound.keySet()).forEach(this::drop);
          gaps.clear();
          publish();
        });
  }

  /** The addresses that are bound now. */
  List<Multiaddr> bound() {
    return List.copyOf(bindings.keySet());
  }

  /** The addresses that a transport has bound now. */
  List<Multiaddr> boundBy(Transport transport) {
    return bindings.entrySet().stream()
        .filter(binding -> binding.getValue() == transport)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What to tell others. */
  List<Multiaddr> announced() {
    if (!config.announce().isEmpty()) {
      return config.announce();
    }
    Set<Multiaddr> all = new LinkedHashSet<>();
    for (Multiaddr address : told) {
      all.addAll(specified(address));
    }
    return List.copyOf(all);
  }

  private List<Multiaddr> specified(Multiaddr address) {
    String text = address.toString();
    boolean any4 = text.startsWith("/ip4/0.0.0.0/");
    boolean any6 = text.startsWith("/ip6/::/");
    if (!any4 && !any6) {
      return List.of(address);
    }
    String rest = text.substring(text.indexOf('/', "/ip4/".length()));
    List<Multiaddr> each = new ArrayList<>();
    for (InetAddress ip : environment.interfaces().get()) {
      boolean four = ip.getAddress().length == 4;
      if (four == any4) {
        String host = ip.getHostAddress();
        int zone = host.indexOf('%');
        each.add(
            Multiaddr.parse(
                "/"
                    + (four ? Protocol.IP4 : Protocol.IP6)
                    + "/"
                    + (zone < 0 ? host : host.substring(0, zone))
                    + rest));
      }
    }
    return each;
  }

  private void bindMissing() {
    for (Multiaddr address : config.listen()) {
      if (stopped || bound.containsKey(address)) {
        continue;
      }
      transports.stream()
          .filter(t -> t.supports(address))
          .findFirst()
          .ifPresent(
              transport -> {
                Bound slot = new Bound(transport);
                bound.put(address, slot);
                bind(address, slot, FIRST_RETRY);
              });
    }
  }

  private void bind(Multiaddr address, Bound slot, Duration pause) {
    Gap gap = gaps.get(address);
    CompletionStage<Listener> listening =
        gap == null
            ? listen(slot, address)
            : gap.free
                .handle((done, failure) -> gap.address)
                .thenCompose(port -> listen(slot, port));
    listening.whenComplete(
        (listener, failure) ->
            executor.execute(() -> bindDone(address, slot, pause, listener, failure)));
  }

  private CompletionStage<Listener> listen(Bound slot, Multiaddr address) {
    Transport transport = slot.transport;
    try {
      return transport.listen(address, raw -> acceptor.accept(transport, raw));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void bindDone(
      Multiaddr address, Bound slot, Duration pause, Listener listener, Throwable failure) {
    if (failure != null) {
      if (!slot.dropped) {
        gaps.remove(address); // the very port cannot be had: what is configured will do
        retryLater(address, slot, pause, Failures.text(failure));
      }
      return;
    }
    if (slot.dropped) {
      listener.close();
      return;
    }
    slot.listener = listener;
    Gap gap = gaps.remove(address);
    if (gap == null) {
      LOG.info("Listening on {}", listener.address());
    } else {
      Duration length = Duration.ofNanos(environment.clock().nanoTime() - gap.since);
      environment.metrics().timer("p2p.listen.gap").record(length);
      LOG.info("Listening on {} again after {} ms", listener.address(), length.toMillis());
    }
    publish();
  }

  private void retryLater(Multiaddr address, Bound slot, Duration pause, String why) {
    environment
        .events()
        .publish(
            Event.warning(
                "p2p.listen.failed",
                "Cannot listen on %s: %s; trying again in %d ms. The key p2p.host.listen sets the addresses"
                    .formatted(address, why, pause.toMillis()),
                Map.of("address", address.toString())));
    Duration doubled = pause.multipliedBy(2);
    Duration longer = doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
    slot.retry =
        environment
            .scheduler()
            .schedule(
                pause,
                () ->
                    executor.execute(
                        () -> {
                          if (!slot.dropped) {
                            bind(address, slot, longer);
                          }
                        }));
  }

  private CompletionStage<Void> drop(Multiaddr address) {
    Bound slot = bound.remove(address);
    slot.dropped = true;
    slot.retry.cancel();
    if (slot.listener == null) {
      return CompletableFuture.completedFuture(null);
    }
    LOG.info("No longer listening on {}", slot.listener.address());
    try {
      return slot.listener.close();
    } catch (RuntimeException e) {
      LOG.warn("The listener on {} cannot be closed", slot.listener.address(), e);
      return CompletableFuture.completedFuture(null);
    }
  }

  private void publish() {
    Map<Multiaddr, Transport> now = new LinkedHashMap<>();
    List<Multiaddr> announce = new ArrayList<>();
    boolean complete = true;
    for (Multiaddr address : config.listen()) {
      Bound slot = bound.get(address);
      if (listening(address)) {
        now.put(slot.listener.address(), slot.transport);
        announce.add(slot.listener.address());
      } else {
        complete &= transports.stream().noneMatch(t -> t.supports(address));
        Optional.ofNullable(gaps.get(address)).ifPresent(gap -> announce.add(gap.address));
      }
    }
    bindings = Collections.unmodifiableMap(now);
    List<Multiaddr> distinct = announce.stream().distinct().toList();
    boolean other = !distinct.equals(told);
    told = distinct;
    if (other) {
      changed.run();
    }
    if (complete) {
      settled.run();
    }
  }
}

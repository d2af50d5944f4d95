// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
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
  private final Consumer<TransportConnection> acceptor;
  private final Runnable changed;
  private final List<Transport> transports = new ArrayList<>();
  private final Map<Multiaddr, Bound> bound = new HashMap<>();
  private volatile List<Multiaddr> addresses = List.of();
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

  Listeners(
      HostConfig config,
      HostEnvironment environment,
      SerialExecutor executor,
      Consumer<TransportConnection> acceptor,
      Runnable changed) {
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

  void remove(Transport transport) {
    executor.execute(
        () -> {
          transports.remove(transport);
          List.copyOf(bound.entrySet()).stream()
              .filter(e -> e.getValue().transport == transport)
              .forEach(e -> drop(e.getKey()));
          bindMissing();
          publish();
        });
  }

  void stop() {
    executor.execute(
        () -> {
          stopped = true;
          List.copyOf(bound.keySet()).forEach(this::drop);
          publish();
        });
  }

  /** The addresses that are bound now. */
  List<Multiaddr> bound() {
    return addresses;
  }

  /** What to tell others. */
  List<Multiaddr> announced() {
    if (!config.announce().isEmpty()) {
      return config.announce();
    }
    Set<Multiaddr> all = new LinkedHashSet<>();
    for (Multiaddr address : addresses) {
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
    CompletionStage<Listener> listening;
    try {
      listening = slot.transport.listen(address, acceptor);
    } catch (RuntimeException e) {
      listening = CompletableFuture.failedFuture(e);
    }
    listening.whenComplete(
        (listener, failure) ->
            executor.execute(() -> bindDone(address, slot, pause, listener, failure)));
  }

  private void bindDone(
      Multiaddr address, Bound slot, Duration pause, Listener listener, Throwable failure) {
    if (failure != null) {
      if (!slot.dropped) {
        retryLater(address, slot, pause, Failures.text(failure));
      }
      return;
    }
    if (slot.dropped) {
      listener.close();
      return;
    }
    slot.listener = listener;
    LOG.info("Listening on {}", listener.address());
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

  private void drop(Multiaddr address) {
    Bound slot = bound.remove(address);
    slot.dropped = true;
    slot.retry.cancel();
    if (slot.listener != null) {
      LOG.info("No longer listening on {}", slot.listener.address());
      slot.listener.close();
    }
  }

  private void publish() {
    List<Multiaddr> now =
        config.listen().stream()
            .map(bound::get)
            .filter(slot -> slot != null && slot.listener != null)
            .map(slot -> slot.listener.address())
            .distinct()
            .toList();
    if (!now.equals(addresses)) {
      addresses = now;
      changed.run();
    }
  }
}

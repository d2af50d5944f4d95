// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.muxer.StreamMuxer;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.security.HandshakeRequest;
import org.chaoschain.p2p.api.security.SecureChannel;
import org.chaoschain.p2p.api.security.SecureSession;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.p2p.api.transport.TransportConnection;
import org.chaoschain.p2p.host.core.resource.ConnectionScope;
import org.chaoschain.p2p.multistream.core.Negotiation;
import org.chaoschain.p2p.multistream.core.NegotiationLimits;

/**
 * Turns a raw connection into one that is secured and multiplexed, before one deadline for all of
 * it.
 */
final class Upgrader {
  /**
   * Bytes that are kept for one connection below its muxer: a frame of the secure channel that has
   * come in part, and a message of the negotiation.
   */
  static final int BUFFERS = 66 << 10;

  private volatile List<Generation<SecureChannel>> channels = List.of();
  private volatile List<Generation<StreamMuxer>> muxers = List.of();
  private final AtomicLong ids = new AtomicLong();
  private final HostConfig config;
  private final HostEnvironment environment;
  private final StreamNegotiator negotiator;
  private final NegotiationLimits limits;
  private final Consumer<HostConnection> goneAway;
  private final Gates gates;

  /** A connection whose muxer has still to be started. */
  record Upgraded(HostConnection connection, StreamMuxer muxer, SecureSession session) {}

  Upgrader(
      HostConfig config,
      HostEnvironment environment,
      StreamNegotiator negotiator,
      NegotiationLimits limits,
      Gates gates,
      Consumer<HostConnection> goneAway) {
    this.gates = gates;
    this.goneAway = goneAway;
    this.config = config;
    this.environment = environment;
    this.negotiator = negotiator;
    this.limits = limits;
  }

  synchronized void addChannel(Generation<SecureChannel> channel) {
    channels = with(channels, channel);
  }

  /** Offers it no more; empty if it was not offered. */
  synchronized Optional<Generation<SecureChannel>> remove(SecureChannel channel) {
    Optional<Generation<SecureChannel>> found = Generation.of(channel, channels);
    found.ifPresent(gone -> channels = without(channels, gone));
    return found;
  }

  synchronized void addMuxer(Generation<StreamMuxer> muxer) {
    muxers = with(muxers, muxer);
  }

  /** Offers it no more; empty if it was not offered. */
  synchronized Optional<Generation<StreamMuxer>> remove(StreamMuxer muxer) {
    Optional<Generation<StreamMuxer>> found = Generation.of(muxer, muxers);
    found.ifPresent(gone -> muxers = without(muxers, gone));
    return found;
  }

  /** The secure channels and muxers now. */
  List<Generation<?>> offered() {
    List<Generation<?>> all = new ArrayList<>(channels);
    all.addAll(muxers);
    return all;
  }

  private static <S> List<Generation<S>> with(List<Generation<S>> list, Generation<S> one) {
    List<Generation<S>> next = new ArrayList<>(list);
    one.insertInto(next);
    return List.copyOf(next);
  }

  private static <S> List<Generation<S>> without(List<Generation<S>> list, Generation<S> one) {
    return list.stream().filter(each -> each != one).toList();
  }

  /** Whether there is a secure channel and a muxer. */
  boolean ready() {
    return !channels.isEmpty() && !muxers.isEmpty();
  }

  /** Upgrades, inside the connection's executor. On failure the connection has been reset. */
  CompletionStage<Upgraded> upgrade(
      Transport transport,
      TransportConnection below,
      ConnectionScope scope,
      Optional<PeerId> expected) {
    Paced raw = new Paced(below);
    boolean initiator = expected.isPresent();
    Map<String, Generation<SecureChannel>> offeredChannels =
        byId(channels, SecureChannel::protocolId);
    Map<String, Generation<StreamMuxer>> offeredMuxers = byId(muxers, StreamMuxer::protocolId);
    if (offeredChannels.isEmpty() || offeredMuxers.isEmpty()) {
      CloseReason reason =
          gone("no %s bundle".formatted(offeredChannels.isEmpty() ? "secure channel" : "muxer"));
      raw.reset(reason);
      return CompletableFuture.failedFuture(reason.toException());
    }
    Deadlines deadlines = new Deadlines(raw);
    return negotiate(raw, initiator, offeredChannels.keySet())
        .thenCompose(
            id -> {
              Generation<SecureChannel> channel = entered(id, offeredChannels);
              HandshakeRequest request =
                  new HandshakeRequest(initiator, expected, List.copyOf(offeredMuxers.keySet()));
              return secured(channel, raw, request)
                  .thenCompose(
                      session ->
                          known(raw, scope, initiator, session)
                              .thenCompose(k -> muxer(session, initiator, offeredMuxers.keySet()))
                              .thenApply(
                                  muxer ->
                                      upgraded(
                                          transport,
                                          raw,
                                          scope,
                                          initiator,
                                          new Named<>(id, channel),
                                          session,
                                          new Named<>(muxer, entered(muxer, offeredMuxers)))))
                  .whenComplete(
                      (upgraded, failure) -> {
                        if (failure != null) {
                          channel.leave();
                        }
                      });
            })
        .whenComplete(
            (upgraded, failure) -> {
              deadlines.cancel();
              if (failure != null) {
                raw.reset(CloseReason.protocolError("upgrade failed: " + Failures.text(failure)));
              }
            });
  }

  /** Ends an upgrade that takes too long altogether, or in which too little comes. */
  private final class Deadlines {
    private final Paced raw;
    private final Cancellable whole;
    private final Cancellable pace;
    private boolean cancelled;

    Deadlines(Paced raw) {
      this.raw = raw;
      this.whole = environment.scheduler().schedule(config.upgradeTimeout(), this::late);
      this.pace =
          environment
              .scheduler()
              .scheduleWithFixedDelay(
                  config.upgradePace(),
                  config.upgradePace(),
                  () -> raw.executor().execute(this::look));
    }

    private void late() {
      raw.reset(
          CloseReason.timeout(
              "the upgrade with %s took longer than %s; the key %supgrade.timeout changes it"
                  .formatted(raw.remoteAddress(), config.upgradeTimeout(), HostConfig.KEY_PREFIX)));
    }

    private void look() {
      long received = raw.received();
      if (!cancelled && received < config.upgradeMinBytes()) {
        environment.metrics().counter("p2p.upgrades.too.slow").increment();
        raw.reset(
            CloseReason.timeout(
                "%d bytes came from %s within %s of the upgrade, at least %d must; the key %supgrade.min.bytes changes it"
                    .formatted(
                        received,
                        raw.remoteAddress(),
                        config.upgradePace(),
                        config.upgradeMinBytes(),
                        HostConfig.KEY_PREFIX)));
      }
    }

    void cancel() {
      cancelled = true;
      whole.cancel();
      pace.cancel();
    }
  }

  /** What was agreed on, with the id by which it was. */
  private record Named<S>(String id, Generation<S> generation) {}

  /** The service of an id, with the connection counted in. */
  private static <S> Generation<S> entered(String id, Map<String, Generation<S>> offered) {
    Generation<S> generation = offered.get(id);
    if (generation == null || !generation.enter()) {
      throw new CompletionException(gone("no bundle of " + id).toException());
    }
    return generation;
  }

  private static CloseReason gone(String what) {
    return new CloseReason(CloseReason.Kind.SHUTDOWN, what + " is active");
  }

  /** The remote has proved who it is; it may be somebody who is not wanted, or has enough. */
  private CompletionStage<SecureSession> known(
      TransportConnection raw, ConnectionScope scope, boolean initiator, SecureSession session) {
    Optional<CloseReason> refusal =
        gates.secured(initiator, session.remotePeer(), raw.remoteAddress());
    if (refusal.isEmpty()) {
      try {
        scope.peer(session.remotePeer());
        return CompletableFuture.completedFuture(session);
      } catch (LimitExceededException e) {
        refusal = Optional.of(CloseReason.limit(e.getMessage()));
      }
    }
    raw.reset(refusal.get());
    return CompletableFuture.failedFuture(refusal.get().toException());
  }

  private static CompletionStage<SecureSession> secured(
      Generation<SecureChannel> channel, TransportConnection raw, HandshakeRequest request) {
    try {
      return channel.service().secure(raw, request);
    } catch (RuntimeException | Error e) {
      channel.origin().account().failed("handshake", e);
      return CompletableFuture.failedFuture(e);
    }
  }

  private Upgraded upgraded(
      Transport transport,
      Paced raw,
      ConnectionScope scope,
      boolean initiator,
      Named<SecureChannel> channel,
      SecureSession session,
      Named<StreamMuxer> muxer) {
    HostConnection connection =
        new HostConnection(
            new HostConnection.Facts(
                ids.incrementAndGet(),
                initiator,
                raw.localAddress(),
                raw.remoteAddress(),
                raw,
                session,
                channel.id(),
                muxer.id(),
                channel.generation(),
                muxer.generation(),
                transport,
                scope,
                environment.clock().now()),
            negotiator,
            goneAway);
    return new Upgraded(connection, muxer.generation().service(), session);
  }

  private CompletionStage<String> muxer(
      SecureSession session, boolean initiator, Set<String> offered) {
    if (session.muxer().isPresent()) {
      return CompletableFuture.completedFuture(session.muxer().get());
    }
    return initiator
        ? Negotiation.dial(
            session.duplex(),
            List.copyOf(offered),
            config.negotiationTimeout(),
            environment.scheduler(),
            limits)
        : Negotiation.listen(
            session.duplex(),
            () -> new TreeSet<>(offered),
            config.negotiationTimeout(),
            environment.scheduler(),
            limits);
  }

  private CompletionStage<String> negotiate(
      TransportConnection raw, boolean initiator, Set<String> offered) {
    return initiator
        ? Negotiation.dial(
            raw, List.copyOf(offered), config.negotiationTimeout(), environment.scheduler(), limits)
        : Negotiation.listen(
            raw,
            () -> new TreeSet<>(offered),
            config.negotiationTimeout(),
            environment.scheduler(),
            limits);
  }

  /** Of several with one id, the best. */
  private static <S> Map<String, Generation<S>> byId(
      List<Generation<S>> services, Function<S, String> id) {
    Map<String, Generation<S>> byId = new LinkedHashMap<>();
    services.forEach(each -> byId.putIfAbsent(id.apply(each.service()), each));
    return byId;
  }
}

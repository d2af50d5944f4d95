// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.muxer.StreamMuxer;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.security.HandshakeRequest;
import org.chaoschain.p2p.api.security.SecureChannel;
import org.chaoschain.p2p.api.security.SecureSession;
import org.chaoschain.p2p.api.transport.TransportConnection;
import org.chaoschain.p2p.multistream.core.Negotiation;
import org.chaoschain.p2p.multistream.core.NegotiationLimits;

/**
 * Turns a raw connection into one that is secured and multiplexed, before one deadline for all of
 * it.
 */
final class Upgrader {
  private final List<SecureChannel> channels = new CopyOnWriteArrayList<>();
  private final List<StreamMuxer> muxers = new CopyOnWriteArrayList<>();
  private final AtomicLong ids = new AtomicLong();
  private final HostConfig config;
  private final HostEnvironment environment;
  private final StreamNegotiator negotiator;
  private final NegotiationLimits limits;

  /** A connection whose muxer has still to be started. */
  record Upgraded(HostConnection connection, StreamMuxer muxer, SecureSession session) {}

  Upgrader(
      HostConfig config,
      HostEnvironment environment,
      StreamNegotiator negotiator,
      NegotiationLimits limits) {
    this.config = config;
    this.environment = environment;
    this.negotiator = negotiator;
    this.limits = limits;
  }

  void add(SecureChannel channel) {
    channels.add(channel);
  }

  void remove(SecureChannel channel) {
    channels.remove(channel);
  }

  void add(StreamMuxer muxer) {
    muxers.add(muxer);
  }

  void remove(StreamMuxer muxer) {
    muxers.remove(muxer);
  }

  /** Whether there is a secure channel and a muxer. */
  boolean ready() {
    return !channels.isEmpty() && !muxers.isEmpty();
  }

  /** Upgrades, inside the connection's executor. On failure the connection has been reset. */
  CompletionStage<Upgraded> upgrade(
      TransportConnection raw, boolean initiator, Optional<PeerId> expected) {
    Map<String, SecureChannel> offeredChannels = byId(channels, SecureChannel::protocolId);
    Map<String, StreamMuxer> offeredMuxers = byId(muxers, StreamMuxer::protocolId);
    if (offeredChannels.isEmpty() || offeredMuxers.isEmpty()) {
      CloseReason reason =
          new CloseReason(
              CloseReason.Kind.SHUTDOWN,
              "no %s bundle is active"
                  .formatted(offeredChannels.isEmpty() ? "secure channel" : "muxer"));
      raw.reset(reason);
      return CompletableFuture.failedFuture(reason.toException());
    }
    Cancellable deadline =
        environment
            .scheduler()
            .schedule(
                config.upgradeTimeout(),
                () ->
                    raw.reset(
                        CloseReason.timeout(
                            "the upgrade with %s took longer than %s; the key %supgrade.timeout changes it"
                                .formatted(
                                    raw.remoteAddress(),
                                    config.upgradeTimeout(),
                                    HostConfig.KEY_PREFIX))));
    return negotiate(raw, initiator, offeredChannels)
        .thenCompose(
            security ->
                offeredChannels
                    .get(security)
                    .secure(
                        raw,
                        new HandshakeRequest(
                            initiator, expected, List.copyOf(offeredMuxers.keySet())))
                    .thenCompose(
                        session ->
                            muxer(session, initiator, offeredMuxers)
                                .thenApply(
                                    muxer ->
                                        upgraded(
                                            raw,
                                            initiator,
                                            security,
                                            session,
                                            offeredMuxers.get(muxer)))))
        .whenComplete(
            (upgraded, failure) -> {
              deadline.cancel();
              if (failure != null) {
                raw.reset(CloseReason.protocolError("upgrade failed: " + Failures.text(failure)));
              }
            });
  }

  private Upgraded upgraded(
      TransportConnection raw,
      boolean initiator,
      String security,
      SecureSession session,
      StreamMuxer muxer) {
    HostConnection connection =
        new HostConnection(
            new HostConnection.Facts(
                ids.incrementAndGet(),
                initiator,
                raw.localAddress(),
                raw.remoteAddress(),
                session,
                security,
                muxer.protocolId(),
                environment.clock().now()),
            negotiator);
    return new Upgraded(connection, muxer, session);
  }

  private CompletionStage<String> muxer(
      SecureSession session, boolean initiator, Map<String, StreamMuxer> offered) {
    if (session.muxer().isPresent()) {
      return CompletableFuture.completedFuture(session.muxer().get());
    }
    return initiator
        ? Negotiation.dial(
            session.duplex(),
            List.copyOf(offered.keySet()),
            config.negotiationTimeout(),
            environment.scheduler(),
            limits)
        : Negotiation.listen(
            session.duplex(),
            () -> new TreeSet<>(offered.keySet()),
            config.negotiationTimeout(),
            environment.scheduler(),
            limits);
  }

  private CompletionStage<String> negotiate(
      TransportConnection raw, boolean initiator, Map<String, SecureChannel> offered) {
    return initiator
        ? Negotiation.dial(
            raw,
            List.copyOf(offered.keySet()),
            config.negotiationTimeout(),
            environment.scheduler(),
            limits)
        : Negotiation.listen(
            raw,
            () -> new TreeSet<>(offered.keySet()),
            config.negotiationTimeout(),
            environment.scheduler(),
            limits);
  }

  /** Of two with one id, the one that came last. */
  private static <T> Map<String, T> byId(List<T> services, Function<T, String> id) {
    Map<String, T> byId = new LinkedHashMap<>();
    services.forEach(service -> byId.put(id.apply(service), service));
    return byId;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.muxer.MuxedStream;
import org.chaoschain.p2p.api.stream.ProtocolNotSupportedException;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.host.core.resource.StreamScope;
import org.chaoschain.p2p.multistream.core.Negotiation;
import org.chaoschain.p2p.multistream.core.NegotiationException;
import org.chaoschain.p2p.multistream.core.NegotiationLimits;
import org.chaoschain.p2p.multistream.core.NoCommonProtocolException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Agrees on the protocol of each stream and hands it to whoever speaks it. */
final class StreamNegotiator {
  private static final Logger LOG = LoggerFactory.getLogger(StreamNegotiator.class);

  private final ProtocolTable protocols;
  private final HostConfig config;
  private final Scheduler scheduler;
  private final Metrics metrics;
  private final NegotiationLimits limits;
  private final Clock clock;
  private final FailedStreams.Bounds failures;

  StreamNegotiator(
      ProtocolTable protocols,
      HostConfig config,
      Scheduler scheduler,
      Clock clock,
      Metrics metrics,
      NegotiationLimits limits) {
    this.clock = clock;
    this.failures =
        FailedStreams.Bounds.of(
            metrics.limit(
                HostConfig.KEY_PREFIX + "failed.streams.rate",
                config.failedStreamsRate(),
                "failed streams a second"),
            config.failedStreamsBurst());
    this.protocols = protocols;
    this.config = config;
    this.scheduler = scheduler;
    this.metrics = metrics;
    this.limits = limits;
  }

  /** What is to be remembered of a new connection. */
  FailedStreams failures() {
    return new FailedStreams(clock, failures);
  }

  CompletionStage<Stream> outbound(
      HostConnection connection, MuxedStream muxed, StreamScope scope, List<String> wanted) {
    return Negotiation.dial(muxed, wanted, config.negotiationTimeout(), scheduler, limits)
        .handle(
            (protocol, failure) -> {
              if (failure == null) {
                return agreed(connection, muxed, scope, protocol);
              }
              Throwable cause = Failures.unwrap(failure);
              blame(connection, cause);
              return CompletableFuture.<Stream>failedFuture(
                  cause instanceof NoCommonProtocolException
                      ? new ProtocolNotSupportedException(connection.toString(), wanted)
                      : cause);
            })
        .thenCompose(stage -> stage);
  }

  /** Tells of a remote that breaks the rules of the negotiation. */
  private static void blame(HostConnection connection, Throwable failure) {
    if (failure instanceof NegotiationException e
        && e.reason().kind() == CloseReason.Kind.PROTOCOL_ERROR) {
      connection.violated(Negotiation.PROTOCOL, e.reason());
    }
  }

  private static CompletionStage<Stream> agreed(
      HostConnection connection, MuxedStream muxed, StreamScope scope, String protocol) {
    try {
      scope.protocol(protocol);
      return CompletableFuture.completedFuture(
          HostStream.outbound(muxed, connection, protocol, scope));
    } catch (LimitExceededException e) {
      muxed.reset(CloseReason.limit(e.getMessage()));
      return CompletableFuture.failedFuture(e);
    }
  }

  void inbound(HostConnection connection, MuxedStream muxed) {
    if (connection.failures().refuses()) {
      muxed.reset(connection.failures().refusal());
      connection.rest(scheduler);
      return;
    }
    StreamScope scope;
    try {
      scope = connection.scope().openStream(true);
    } catch (LimitExceededException e) {
      metrics.counter("p2p.streams.inbound.failed").increment();
      muxed.reset(CloseReason.limit(e.getMessage()));
      return;
    }
    Negotiation.listen(muxed, protocols::ids, config.negotiationTimeout(), scheduler, limits)
        .whenComplete(
            (protocol, failure) -> {
              if (failure != null) {
                scope.close();
                connection.failures().failed();
                metrics.counter("p2p.streams.inbound.failed").increment();
                blame(connection, Failures.unwrap(failure));
                LOG.debug("{}: a stream was not agreed on: {}", connection, Failures.text(failure));
              } else {
                accept(connection, muxed, scope, protocol);
              }
            });
  }

  private void accept(HostConnection connection, MuxedStream muxed, StreamScope scope, String id) {
    Optional<Generation<StreamProtocol>> server = protocols.enter(id);
    if (server.isEmpty()) {
      scope.close();
      muxed.reset(new CloseReason(CloseReason.Kind.SHUTDOWN, id + " is not offered any more"));
      return;
    }
    Optional<CloseReason> refusal = refusal(connection, scope, id, server.get());
    if (refusal.isPresent()) {
      scope.close();
      server.get().leave();
      metrics.counter("p2p.streams.inbound.refused", "protocol", id).increment();
      muxed.reset(refusal.get());
      return;
    }
    serve(HostStream.inbound(muxed, connection, id, scope, server.get()), server.get());
  }

  /** Why a stream is not taken; if it is, the account has counted it in. */
  private static Optional<CloseReason> refusal(
      HostConnection connection, StreamScope scope, String id, Generation<StreamProtocol> server) {
    PluginAccount account = server.origin().account();
    try {
      int limit = server.service().maxInboundStreamsPerConnection();
      if (connection.inboundStreams(id, server) >= limit) {
        connection.failures().failed();
        return Optional.of(
            CloseReason.limit(
                "%s: more than %d open streams of %s, the protocol's own limit"
                    .formatted(connection, limit, id)));
      }
      scope.protocol(id);
      account.openStream();
      return Optional.empty();
    } catch (LimitExceededException e) {
      return Optional.of(CloseReason.limit(e.getMessage()));
    } catch (RuntimeException | Error e) {
      account.failed("stream of " + id, e);
      return Optional.of(new CloseReason(CloseReason.Kind.HANDLER_FAILED, id + " failed: " + e));
    }
  }

  private static void serve(HostStream stream, Generation<StreamProtocol> server) {
    try {
      server.service().onStream(stream);
    } catch (RuntimeException | Error e) {
      LOG.warn("{} failed to take a stream", stream.protocol(), e);
      server.origin().account().failed("stream of " + stream.protocol(), e);
      stream.reset(
          new CloseReason(CloseReason.Kind.HANDLER_FAILED, stream.protocol() + " failed: " + e));
    }
    if (server.retired()) {
      // in this moment: whoever retired it may have looked for its streams too early
      stream.retire();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import io.netty.buffer.ByteBufAllocator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.api.security.HandshakeRequest;
import org.chaoschain.p2p.api.security.SecureChannel;
import org.chaoschain.p2p.api.security.SecureSession;

/**
 * The secure channel {@code /noise}. It makes one static key, which lives as long as it does. Safe
 * for use by many threads.
 *
 * <p>A secured duplex passes backpressure through in both directions: it holds at most one frame of
 * what arrives and nothing of what is written. A frame that cannot be decrypted, and an end inside
 * a frame, reset it with {@link CloseReason.Kind#PROTOCOL_ERROR}.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/noise/README.md">noise-libp2p</a>
 */
public final class NoiseChannel implements SecureChannel, AutoCloseable {
  /** The id in multistream-select. */
  public static final String PROTOCOL_ID = "/noise";

  private static final CloseReason STOPPED =
      new CloseReason(CloseReason.Kind.SHUTDOWN, "the noise bundle stops");

  private final EntropySource entropy;
  private final Scheduler scheduler;
  private final NoiseConfig config;
  private final NoiseMeters meters;
  private final ByteBufAllocator allocator;
  private final NoiseIdentity identity;
  private final Lane lane;
  private final Set<HandshakeRun> running = new HashSet<>();
  private boolean closed;

  /**
   * Makes a static key and has it signed.
   *
   * @param node signs the static key, once
   * @param entropy where keys come from
   * @param scheduler for the deadline of handshakes, and the workers that do their arithmetic
   * @param metrics counts handshakes, failures by cause, and refusals of limits
   * @param allocator makes the buffers of frames and plaintext
   */
  public NoiseChannel(
      NodeIdentity node,
      EntropySource entropy,
      Scheduler scheduler,
      Metrics metrics,
      NoiseConfig config,
      ByteBufAllocator allocator) {
    this(NoiseIdentity.create(node, entropy), entropy, scheduler, metrics, config, allocator);
  }

  NoiseChannel(
      NoiseIdentity identity,
      EntropySource entropy,
      Scheduler scheduler,
      Metrics metrics,
      NoiseConfig config,
      ByteBufAllocator allocator) {
    this.identity = identity;
    this.entropy = entropy;
    this.scheduler = scheduler;
    this.config = config;
    this.meters = new NoiseMeters(metrics, config);
    this.allocator = allocator;
    this.lane =
        new Lane(
            Stream.generate(() -> scheduler.serial("noise-handshakes"))
                .limit(config.parallelHandshakes())
                .toList(),
            meters.waitingHandshakes());
  }

  @Override
  public String protocolId() {
    return PROTOCOL_ID;
  }

  @Override
  public CompletionStage<SecureSession> secure(Duplex raw, HandshakeRequest request) {
    HandshakeRun run =
        new HandshakeRun(
            raw,
            request.initiator(),
            () ->
                new Libp2pHandshake(
                    request, identity, X25519Key.generate(entropy), meters.handshake()),
            lane,
            meters,
            allocator);
    raw.executor()
        .run(
            () -> {
              if (begin(run)) {
                run.result().whenComplete((session, failure) -> end(run));
                run.start(scheduler, config.handshakeTimeout());
              } else {
                run.abort(STOPPED);
              }
            });
    return run.result();
  }

  /**
   * Ends the handshakes under way with {@link CloseReason.Kind#SHUTDOWN} and overwrites the static
   * key after the last one. Sessions that were made go on.
   */
  @Override
  public void close() {
    List<HandshakeRun> rest;
    synchronized (this) {
      closed = true;
      rest = List.copyOf(running);
      if (rest.isEmpty()) {
        identity.wipe();
      }
    }
    rest.forEach(run -> run.abort(STOPPED));
  }

  private synchronized boolean begin(HandshakeRun run) {
    return !closed && running.add(run);
  }

  private synchronized void end(HandshakeRun run) {
    running.remove(run);
    if (closed && running.isEmpty()) {
      identity.wipe();
    }
  }
}

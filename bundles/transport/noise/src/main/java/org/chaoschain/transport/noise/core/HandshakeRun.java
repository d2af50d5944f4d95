// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.ChannelClosedException;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.security.SecureSession;
import org.chaoschain.p2p.api.security.SecurityHandshakeException;

/** One handshake on one duplex, inside its executor. */
final class HandshakeRun implements DuplexHandler {
  private final Duplex raw;
  private final boolean initiator;
  private final Libp2pHandshake handshake;
  private final NoiseMeters meters;
  private final ByteBufAllocator allocator;
  private final FrameReader frames = new FrameReader();
  private final CompletableFuture<SecureSession> result = new CompletableFuture<>();
  private Cancellable deadline = () -> false;
  private boolean finished;

  HandshakeRun(
      Duplex raw,
      boolean initiator,
      Libp2pHandshake handshake,
      NoiseMeters meters,
      ByteBufAllocator allocator) {
    this.raw = raw;
    this.initiator = initiator;
    this.handshake = handshake;
    this.meters = meters;
    this.allocator = allocator;
  }

  /** Completes inside the executor. */
  CompletableFuture<SecureSession> result() {
    return result;
  }

  /** Called inside the executor. */
  void start(Scheduler scheduler, Duration timeout) {
    deadline = scheduler.schedule(timeout, () -> raw.executor().run(() -> onDeadline(timeout)));
    raw.handler(this);
    try {
      if (!finished && handshake.writes()) {
        write();
      }
    } catch (NoiseException e) {
      fail(e);
    }
    if (!finished) {
      raw.reading(true);
    }
  }

  /** Gives up, for a reason of this side. From any thread. */
  void abort(CloseReason reason) {
    raw.executor()
        .run(
            () -> {
              if (!finished) {
                finish();
                handshake.wipe();
                meters.handshakeFailed("aborted");
                raw.reset(reason);
                result.completeExceptionally(new ChannelClosedException(reason));
              }
            });
  }

  @Override
  public void onRead(ByteBuf data) {
    try {
      while (!finished && frames.next(data, this::checkLength)) {
        handshake.read(Arrays.copyOf(frames.frame(), frames.length()));
        if (handshake.writes()) {
          write();
        }
        if (handshake.complete()) {
          establish(data.retain());
        }
      }
    } catch (NoiseException e) {
      fail(e);
    } catch (RuntimeException | Error e) {
      finish();
      handshake.wipe();
      meters.handshakeFailed("internal");
      result.completeExceptionally(e);
      throw e;
    } finally {
      data.release();
    }
  }

  @Override
  public void onReadEnd() {
    if (!finished) {
      fail(
          new NoiseException(
              NoiseException.Cause.MALFORMED,
              frames.inFrame()
                  ? "the remote ended after " + frames.progress()
                  : "the remote ended before it sent it"));
    }
  }

  @Override
  public void onClosed(CloseReason reason) {
    if (!finished) {
      finish();
      handshake.wipe();
      meters.handshakeFailed("closed");
      result.completeExceptionally(new ChannelClosedException(reason));
    }
  }

  private void checkLength(int length) throws NoiseException {
    meters.handshake().checkMessage(handshake.nextMessage(), length);
  }

  private void write() throws NoiseException {
    byte[] message = handshake.write();
    ByteBuf frame = allocator.buffer(FrameReader.HEADER_SIZE + message.length);
    raw.write(frame.writeShort(message.length).writeBytes(message));
  }

  private void establish(ByteBuf rest) {
    finish();
    raw.reading(false);
    raw.unread(rest);
    Libp2pHandshake.Established established = handshake.established();
    meters.handshakeCompleted(initiator);
    NoiseDuplex duplex = new NoiseDuplex(raw, established.keys(), meters, allocator);
    duplex.attach();
    result.complete(
        new SecureSession(
            duplex, established.remotePeer(), established.remoteKey(), established.muxer()));
  }

  private void onDeadline(Duration timeout) {
    if (!finished) {
      fail(
          new NoiseException(
              NoiseException.Cause.TIMEOUT,
              "the handshake took longer than %d ms; the key %shandshake.timeout changes it"
                  .formatted(timeout.toMillis(), NoiseConfig.KEY_PREFIX)));
    }
  }

  private void fail(NoiseException failure) {
    String text =
        "noise handshake failed at message %d: %s"
            .formatted(Math.min(3, handshake.nextMessage()), failure.getMessage());
    finish();
    handshake.wipe();
    meters.handshakeFailed(failure.kind().tag());
    raw.reset(new CloseReason(failure.reason().kind(), text));
    result.completeExceptionally(new SecurityHandshakeException(text, failure));
  }

  private void finish() {
    finished = true;
    deadline.cancel();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.ChannelClosedException;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.security.SecureSession;
import org.chaoschain.p2p.api.security.SecurityHandshakeException;

/**
 * One handshake on one duplex, inside its executor; its arithmetic is done on a {@link Lane}, while
 * nothing is read.
 */
final class HandshakeRun implements DuplexHandler {
  private static final int MESSAGES = 3;

  private final Duplex raw;
  private final boolean initiator;
  private final Supplier<Libp2pHandshake> begin;
  private final Lane lane;
  private final NoiseMeters meters;
  private final ByteBufAllocator allocator;
  private final FrameReader frames = new FrameReader();
  private final CompletableFuture<SecureSession> result = new CompletableFuture<>();
  private Cancellable deadline = () -> false;

  /** Made when it is first needed: who says nothing costs no key. The lane's while it is busy. */
  private Libp2pHandshake handshake;

  private int nextMessage = 1;
  private boolean busy;
  private boolean finished;

  HandshakeRun(
      Duplex raw,
      boolean initiator,
      Supplier<Libp2pHandshake> begin,
      Lane lane,
      NoiseMeters meters,
      ByteBufAllocator allocator) {
    this.raw = raw;
    this.initiator = initiator;
    this.begin = begin;
    this.lane = lane;
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
    if (finished) {
      return;
    }
    if (initiator) {
      step(new byte[0]);
    } else {
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
                meters.handshakeFailed("aborted");
                raw.reset(reason);
                result.completeExceptionally(new ChannelClosedException(reason));
              }
            });
  }

  @Override
  public void onRead(ByteBuf data) {
    try {
      if (!finished && frames.next(data, this::checkLength)) {
        raw.reading(false);
        raw.unread(data.retain());
        step(Arrays.copyOf(frames.frame(), frames.length()));
      }
    } catch (NoiseException e) {
      fail(e);
    } finally {
      data.release();
    }
  }

  /** Has a message read, and the next one written. */
  private void step(byte[] message) {
    busy = true;
    try {
      lane.submit(() -> calculate(message));
    } catch (LimitExceededException e) {
      busy = false;
      fail(new NoiseException(NoiseException.Cause.LIMIT, e.getMessage()));
    }
  }

  /** On the lane. */
  private void calculate(byte[] message) {
    byte[] answer = null;
    Throwable failure = null;
    try {
      if (handshake == null) {
        handshake = begin.get();
      }
      if (!handshake.writes()) {
        handshake.read(message);
      }
      if (handshake.writes()) {
        answer = handshake.write();
      }
    } catch (NoiseException | RuntimeException | Error e) {
      failure = e;
    }
    byte[] written = answer;
    Throwable thrown = failure;
    raw.executor().execute(() -> calculated(written, thrown));
  }

  private void calculated(byte[] answer, Throwable failure) {
    busy = false;
    if (finished) {
      wipe();
    } else if (failure instanceof NoiseException refused) {
      fail(refused);
    } else if (failure != null) {
      finish();
      meters.handshakeFailed("internal");
      result.completeExceptionally(failure);
      raw.reset(
          new CloseReason(CloseReason.Kind.HANDLER_FAILED, "the noise handshake threw " + failure));
    } else {
      nextMessage = handshake.nextMessage();
      if (answer != null) {
        write(answer);
      }
      if (handshake.complete()) {
        establish();
      } else {
        raw.reading(true);
      }
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
      meters.handshakeFailed("closed");
      result.completeExceptionally(new ChannelClosedException(reason));
    }
  }

  private void checkLength(int length) throws NoiseException {
    meters.handshake().checkMessage(nextMessage, length);
  }

  private void write(byte[] message) {
    ByteBuf frame = allocator.buffer(FrameReader.HEADER_SIZE + message.length);
    raw.write(frame.writeShort(message.length).writeBytes(message));
  }

  private void establish() {
    finished = true;
    deadline.cancel();
    Libp2pHandshake.Established established = handshake.established();
    meters.handshakeCompleted(initiator);
    NoiseDuplex duplex =
        new NoiseDuplex(raw, established.keys(), established.handshakeHash(), meters, allocator);
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
            .formatted(Math.min(MESSAGES, nextMessage), failure.getMessage());
    finish();
    meters.handshakeFailed(failure.kind().tag());
    raw.reset(new CloseReason(failure.reason().kind(), text));
    result.completeExceptionally(new SecurityHandshakeException(text, failure));
  }

  private void finish() {
    finished = true;
    deadline.cancel();
    if (!busy) {
      wipe(); // else once the lane is done with it
    }
  }

  private void wipe() {
    if (handshake != null) {
      handshake.wipe();
    }
  }
}

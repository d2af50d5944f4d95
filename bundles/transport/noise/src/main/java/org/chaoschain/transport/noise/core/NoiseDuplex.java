// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.atomic.AtomicLong;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.Inlet;
import org.chaoschain.p2p.api.security.ChannelBound;

/** The plaintext on top of a duplex that carries Noise transport messages. */
final class NoiseDuplex implements Duplex, ChannelBound {
  /** The most plaintext of one message, in bytes. */
  static final int MAX_PLAINTEXT = HandshakeState.MAX_MESSAGE - CipherState.TAG_SIZE;

  /** Writers on other threads are told to stop when so many bytes wait to be encrypted. */
  private static final int PENDING_HIGH = 1 << 15;

  private static final byte[] NO_DATA = {};

  private final Duplex raw;
  private final TransportKeys keys;
  private final Bytes handshakeHash;
  private final NoiseMeters meters;
  private final ByteBufAllocator allocator;
  private final FrameReader frames = new FrameReader();
  private final AtomicLong pending = new AtomicLong();
  private final Inlet inlet =
      new Inlet(
          failure ->
              reset(
                  new CloseReason(
                      CloseReason.Kind.HANDLER_FAILED, "the handler failed: " + failure)));
  private DuplexHandler handler;
  private boolean failed;
  private boolean writeClosed;
  private volatile boolean closed;
  private volatile boolean toldToWait;
  private volatile boolean rawWelcomes = true;

  NoiseDuplex(
      Duplex raw,
      TransportKeys keys,
      Bytes handshakeHash,
      NoiseMeters meters,
      ByteBufAllocator allocator) {
    this.raw = raw;
    this.keys = keys;
    this.handshakeHash = handshakeHash;
    this.meters = meters;
    this.allocator = allocator;
  }

  /** Becomes the handler of the duplex below, whose reading is off. */
  void attach() {
    raw.handler(new Below());
  }

  /** The hash of all three messages of the handshake, 32 bytes. */
  @Override
  public Bytes channelBinding() {
    return handshakeHash;
  }

  @Override
  public SerialExecutor executor() {
    return raw.executor();
  }

  @Override
  public void handler(DuplexHandler newHandler) {
    handler = newHandler;
    inlet.handler(newHandler);
  }

  @Override
  public void reading(boolean on) {
    executor()
        .run(
            () -> {
              inlet.reading(on);
              raw.reading(inlet.reading());
            });
  }

  @Override
  public void unread(ByteBuf data) {
    inlet.unread(data);
  }

  @Override
  public boolean write(ByteBuf data) {
    toldToWait = true; // before the look at the state, lest a change in between goes unnoticed
    if (executor().inExecutor()) {
      encrypt(data);
    } else if (!enqueue(data)) {
      return false;
    }
    if (!welcome()) {
      return false;
    }
    toldToWait = false;
    return true;
  }

  @Override
  public boolean writable() {
    return welcome() && raw.writable();
  }

  @Override
  public void closeWrite() {
    executor()
        .run(
            () -> {
              writeClosed = true;
              raw.closeWrite();
            });
  }

  @Override
  public void close() {
    executor()
        .run(
            () -> {
              writeClosed = true;
              raw.close();
            });
  }

  @Override
  public void reset(CloseReason reason) {
    executor().run(() -> raw.reset(reason));
  }

  @Override
  public boolean closed() {
    return closed || raw.closed();
  }

  /** From another thread: encryption happens inside the executor, in the order of the calls. */
  private boolean enqueue(ByteBuf data) {
    int size = data.readableBytes();
    long waiting = pending.addAndGet(size);
    if (!meters.pendingWrite().allows(waiting)) {
      pending.addAndGet(-size);
      data.release();
      reset(
          CloseReason.limit(
              meters
                  .pendingWrite()
                  .refuse("writes to a secured connection from other threads", waiting)
                  .getMessage()));
      return false;
    }
    executor()
        .execute(
            () -> {
              pending.addAndGet(-size);
              encrypt(data);
              wakeWriter();
            });
    return true;
  }

  private void encrypt(ByteBuf data) {
    try {
      while (data.isReadable() && !writeClosed && !closed()) {
        rawWelcomes = raw.write(encryptFrame(data));
      }
    } catch (NoiseException e) {
      fail(e);
    } finally {
      data.release();
    }
  }

  private ByteBuf encryptFrame(ByteBuf data) throws NoiseException {
    int length = Math.min(data.readableBytes(), MAX_PLAINTEXT);
    int size = FrameReader.HEADER_SIZE + length + CipherState.TAG_SIZE;
    ByteBuf frame = allocator.heapBuffer(size, size);
    try {
      byte[] out = frame.array();
      int at = frame.arrayOffset() + FrameReader.HEADER_SIZE;
      if (data.hasArray()) {
        int from = data.arrayOffset() + data.readerIndex();
        keys.outgoing().encrypt(NO_DATA, data.array(), from, length, out, at);
        data.skipBytes(length);
      } else {
        data.readBytes(out, at, length);
        keys.outgoing().encrypt(NO_DATA, out, at, length, out, at);
      }
      return frame.setShort(0, length + CipherState.TAG_SIZE).writerIndex(size).retain();
    } finally {
      frame.release();
    }
  }

  private ByteBuf decryptFrame() throws NoiseException {
    int size = frames.length() - CipherState.TAG_SIZE;
    ByteBuf plaintext = allocator.heapBuffer(size, size);
    try {
      keys.incoming()
          .decrypt(
              NO_DATA,
              frames.frame(),
              0,
              frames.length(),
              plaintext.array(),
              plaintext.arrayOffset());
      return plaintext.writerIndex(size).retain();
    } finally {
      plaintext.release();
    }
  }

  private static void checkLength(int length) throws NoiseException {
    if (length < CipherState.TAG_SIZE) {
      throw new NoiseException(
          NoiseException.Cause.MALFORMED,
          "a Noise transport message has at least %d bytes, not %d"
              .formatted(CipherState.TAG_SIZE, length));
    }
  }

  /** Whether more may be written; if not, {@link #wakeWriter} will be called. */
  private boolean welcome() {
    return rawWelcomes && pending.get() < PENDING_HIGH;
  }

  private void wakeWriter() {
    if (!toldToWait || !welcome() || closed || handler == null) {
      return;
    }
    toldToWait = false;
    try {
      handler.onWritable();
    } catch (RuntimeException | Error e) {
      reset(new CloseReason(CloseReason.Kind.HANDLER_FAILED, "the handler failed: " + e));
    }
  }

  private void fail(NoiseException failure) {
    failed = true;
    meters.frameRejected(failure.kind());
    raw.reset(failure.reason());
  }

  private NoiseException truncated() {
    return new NoiseException(
        NoiseException.Cause.MALFORMED,
        "the connection ended inside a Noise transport message, after " + frames.progress());
  }

  /** What happens on the duplex below. */
  private final class Below implements DuplexHandler {
    @Override
    public void onRead(ByteBuf data) {
      try {
        while (!failed && !closed && data.isReadable()) {
          if (!inlet.reading()) {
            raw.reading(false);
            raw.unread(data.retain()); // stays encrypted until somebody wants it
            return;
          }
          if (frames.next(data, NoiseDuplex::checkLength)) {
            inlet.receive(decryptFrame());
          }
        }
      } catch (NoiseException e) {
        fail(e);
      } finally {
        data.release();
      }
    }

    @Override
    public void onReadEnd() {
      if (frames.inFrame()) {
        fail(truncated());
      } else {
        inlet.end();
      }
    }

    @Override
    public void onWritable() {
      rawWelcomes = true;
      wakeWriter();
    }

    @Override
    public void onClosed(CloseReason reason) {
      closed = true;
      keys.wipe();
      if (reason.kind() == CloseReason.Kind.REMOTE && frames.inFrame()) {
        NoiseException truncated = truncated();
        meters.frameRejected(truncated.kind());
        inlet.close(truncated.reason());
      } else {
        inlet.close(reason);
      }
    }
  }
}

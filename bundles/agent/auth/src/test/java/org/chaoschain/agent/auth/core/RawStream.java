// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.stream.Stream;

/** A stream on which a test says what it likes, and hears what comes. */
final class RawStream implements DuplexHandler {
  private final Stream stream;
  private final FrameDecoder decoder;
  private final BlockingQueue<AuthMessage> received = new LinkedBlockingQueue<>();

  /** Inside the stream's executor. */
  RawStream(Stream stream, Metrics metrics) {
    this.stream = stream;
    this.decoder = new FrameDecoder("the test", AuthProtocol.messageLimit(metrics));
    stream.handler(this);
    stream.reading(true);
  }

  void send(AuthMessage message) {
    stream.write(Unpooled.wrappedBuffer(Streams.frame(message)));
  }

  void close() {
    stream.close();
  }

  /** The next message, awaited; it must be of this type. */
  <T extends AuthMessage> T next(Class<T> type) throws InterruptedException {
    AuthMessage message = received.poll(30, TimeUnit.SECONDS);
    if (!type.isInstance(message)) {
      throw new AssertionError("awaited is a %s, and it is %s".formatted(type, message));
    }
    return type.cast(message);
  }

  @Override
  public void onRead(ByteBuf data) {
    try {
      decoder.decode(data, frame -> received.add(Streams.decode(frame)));
    } catch (Exception e) {
      throw new AssertionError("what came is no stream of messages", e);
    }
  }

  @Override
  public void onReadEnd() {
    stream.close();
  }

  @Override
  public void onClosed(CloseReason reason) {
    decoder.release();
  }
}

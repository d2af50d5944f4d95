// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.proto.v1.DirectAck;

/** Reads the acknowledgements on a stream, inside the stream's executor. */
final class AckReader implements DuplexHandler {
  private final Stream stream;
  private final Metrics metrics;
  private final FrameDecoder decoder;
  private final Consumer<DirectAck> acknowledged;
  private final Runnable writable;
  private final Consumer<CloseReason> closed;

  AckReader(
      Stream stream,
      Metrics metrics,
      Consumer<DirectAck> acknowledged,
      Runnable writable,
      Consumer<CloseReason> closed) {
    this.stream = stream;
    this.metrics = metrics;
    this.acknowledged = acknowledged;
    this.writable = writable;
    this.closed = closed;
    this.decoder =
        new FrameDecoder(
            "acknowledgements of " + stream.connection().remotePeer(),
            metrics.limit(
                "message.delivery.max.wire.bytes",
                DirectProtocol.MAX_ACK_FRAME,
                "bytes of a frame"));
  }

  @Override
  public void onRead(ByteBuf data) {
    try {
      decoder.decode(data, this::read);
    } catch (LimitExceededException e) {
      fail(CloseReason.limit(e.getMessage()));
    } catch (FrameDecoder.MalformedFrameException e) {
      fail(CloseReason.protocolError(e.getMessage()));
    }
  }

  private void read(ByteBuf frame) {
    try {
      acknowledged.accept(DirectAck.parseFrom(frame.nioBuffer()));
    } catch (InvalidProtocolBufferException e) {
      fail(
          CloseReason.protocolError(
              "a frame of %s is no DirectAck: %s"
                  .formatted(stream.connection().remotePeer(), e.getMessage())));
    } finally {
      frame.release();
    }
  }

  @Override
  public void onReadEnd() {
    stream.close();
  }

  @Override
  public void onWritable() {
    writable.run();
  }

  @Override
  public void onClosed(CloseReason reason) {
    decoder.release();
    closed.accept(reason);
  }

  private void fail(CloseReason reason) {
    metrics.counter("message.delivery.direct.malformed").increment();
    stream.reset(reason);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.ping.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;

/**
 * Sends every 32 bytes back, as libp2p's ping specification says. Holds at most 31 bytes a stream.
 */
public final class PingResponder implements StreamProtocol {
  /** The protocol's id. */
  public static final String PROTOCOL = "/ipfs/ping/1.0.0";

  /** The size of a ping, in bytes. */
  public static final int SIZE = 32;

  /** The specification allows a remote two streams. */
  private static final int MAX_STREAMS = 2;

  private final Counter answered;

  /** Makes a responder. */
  public PingResponder(Metrics metrics) {
    this.answered = metrics.counter("p2p.ping.answered");
  }

  @Override
  public List<String> protocols() {
    return List.of(PROTOCOL);
  }

  @Override
  public int maxInboundStreamsPerConnection() {
    return MAX_STREAMS;
  }

  @Override
  public void onStream(Stream stream) {
    stream.handler(new Echo(stream));
    stream.reading(true);
  }

  private final class Echo implements DuplexHandler {
    private final Stream stream;
    private final ByteBuf partial = Unpooled.buffer(SIZE, SIZE);

    Echo(Stream stream) {
      this.stream = stream;
    }

    @Override
    public void onRead(ByteBuf data) {
      try {
        boolean welcome = true;
        while (data.isReadable()) {
          partial.writeBytes(data, Math.min(data.readableBytes(), partial.writableBytes()));
          if (!partial.isWritable()) {
            welcome = stream.write(partial.copy());
            partial.clear();
            answered.increment();
          }
        }
        if (!welcome) {
          stream.reading(false);
        }
      } finally {
        data.release();
      }
    }

    @Override
    public void onWritable() {
      stream.reading(true);
    }

    @Override
    public void onReadEnd() {
      if (partial.isReadable()) {
        stream.reset(
            CloseReason.protocolError(
                "a ping ended after %d of %d bytes".formatted(partial.readableBytes(), SIZE)));
      } else {
        stream.close();
      }
    }

    @Override
    public void onClosed(CloseReason reason) {
      partial.release();
    }
  }
}

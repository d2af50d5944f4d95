// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests.sample;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;

/**
 * A protocol of a plugin: each message of {@value #SIZE} bytes comes back, its first byte set to 1
 * once the stream is retired: then the remote is to end it. Streams may be as long as they like.
 */
public final class Echo implements StreamProtocol {
  /** The protocol's id. */
  public static final String ID = "/itests/echo/1.0.0";

  /** Bytes of a message; so many that it comes in pieces now and then. */
  public static final int SIZE = 4096;

  private final Map<Stream, Session> sessions = new ConcurrentHashMap<>();

  @Override
  public List<String> protocols() {
    return List.of(ID);
  }

  @Override
  public int maxInboundStreamsPerConnection() {
    return 64;
  }

  @Override
  public void onStream(Stream stream) {
    Session session = new Session(stream);
    sessions.put(stream, session);
    stream.handler(session);
    stream.reading(true);
  }

  @Override
  public void onRetired(Stream stream) {
    sessions.get(stream).retired = true;
  }

  private final class Session implements DuplexHandler {
    private final Stream stream;
    private final ByteBuf message = Unpooled.buffer(SIZE, SIZE);
    private boolean retired;

    Session(Stream stream) {
      this.stream = stream;
    }

    @Override
    public void onRead(ByteBuf data) {
      try {
        while (data.isReadable()) {
          data.readBytes(message, Math.min(data.readableBytes(), message.writableBytes()));
          if (!message.isWritable()) {
            message.setByte(0, retired ? 1 : 0);
            stream.write(message.copy());
            message.clear();
          }
        }
      } finally {
        data.release();
      }
    }

    @Override
    public void onReadEnd() {
      stream.close();
    }

    @Override
    public void onClosed(CloseReason reason) {
      message.release();
      sessions.remove(stream);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.peer;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;

/** Sends back what comes, no faster than the remote reads, and ends when the remote does. */
final class EchoProtocol implements StreamProtocol {
  static final String ID = "/chaoschain-bench/echo/1.0.0";
  private static final int MAX_STREAMS = 64;

  @Override
  public List<String> protocols() {
    return List.of(ID);
  }

  @Override
  public int maxInboundStreamsPerConnection() {
    return MAX_STREAMS;
  }

  @Override
  public void onStream(Stream stream) {
    stream.handler(
        new DuplexHandler() {
          @Override
          public void onRead(ByteBuf data) {
            if (!stream.write(data)) {
              stream.reading(false);
            }
          }

          @Override
          public void onWritable() {
            stream.reading(true);
          }

          @Override
          public void onReadEnd() {
            stream.close();
          }
        });
    stream.reading(true);
  }
}

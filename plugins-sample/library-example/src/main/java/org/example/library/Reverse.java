// SPDX-License-Identifier: Apache-2.0
package org.example.library;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;

/**
 * A stream protocol of one's own, both sides: the dialler writes a text and closes its half; the
 * listener answers with the text reversed. A text has at most {@value #MAX_BYTES} bytes.
 */
public final class Reverse implements StreamProtocol {
  /** The name that is agreed on. */
  public static final String PROTOCOL = "/example/reverse/1.0.0";

  static final int MAX_BYTES = 4096;

  @Override
  public List<String> protocols() {
    return List.of(PROTOCOL);
  }

  @Override
  public void onStream(Stream stream) {
    whole(stream)
        .thenAccept(
            text -> {
              String reversed = new StringBuilder(text).reverse().toString();
              stream.write(Unpooled.copiedBuffer(reversed, StandardCharsets.UTF_8));
              stream.closeWrite();
            });
  }

  /** Asks a connected peer. */
  public static CompletionStage<String> ask(Host host, PeerId peer, String text) {
    return host.newStream(peer, List.of(PROTOCOL))
        .thenCompose(
            stream -> {
              CompletionStage<String> answer = whole(stream);
              stream.write(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
              stream.closeWrite();
              return answer;
            });
  }

  /** All that the other side writes until it closes its half. */
  private static CompletionStage<String> whole(Stream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    stream.handler(
        new DuplexHandler() {
          @Override
          public void onRead(ByteBuf data) {
            try {
              if (bytes.size() + data.readableBytes() > MAX_BYTES) {
                stream.reset(
                    new CloseReason(
                        CloseReason.Kind.LIMIT, "a text has at most " + MAX_BYTES + " bytes"));
                return;
              }
              bytes.writeBytes(io.netty.buffer.ByteBufUtil.getBytes(data));
            } finally {
              data.release();
            }
          }

          @Override
          public void onReadEnd() {
            text.complete(bytes.toString(StandardCharsets.UTF_8));
          }

          @Override
          public void onClosed(CloseReason reason) {
            text.completeExceptionally(new IllegalStateException(reason.toString()));
          }
        });
    stream.reading(true);
    return text;
  }
}

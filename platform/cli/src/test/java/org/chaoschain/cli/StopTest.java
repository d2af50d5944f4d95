// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopTest {
  @TempDir Path data;

  /** A node that answers so and closes the connection. */
  private ChaosRun stopOfANodeThatSays(String answer) throws IOException {
    Path socket = Files.createDirectories(data.resolve("run")).resolve("control.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread node =
          new Thread(
              () -> {
                try (SocketChannel client = server.accept()) {
                  client.read(ByteBuffer.allocate(1024));
                  client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      node.setDaemon(true);
      node.start();
      return ChaosRun.of("stop", "--data", data.toString());
    }
  }

  @Test
  void aNodeThatGoesBeforeTheEndOfItsAnswerHasStopped() throws IOException {
    ChaosRun stop = stopOfANodeThatSays("{\"id\":1,\"item\":{\"stopping\":true}}\n");
    assertThat(stop.code()).as(stop.err()).isZero();
    assertThat(stop.out()).contains("has stopped");
  }

  @Test
  void aNodeThatGoesWithoutAnAnswerIsAFailure() throws IOException {
    ChaosRun stop = stopOfANodeThatSays("");
    assertThat(stop.code()).isEqualTo(1);
    assertThat(stop.err()).contains("closed the connection");
  }
}

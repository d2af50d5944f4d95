// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code chaos status} makes of the answer of a node, in its exit code. */
class StatusExitCodeTest {
  private static final String CRITICAL =
      "{\"name\":\"n\",\"plugins\":{\"health\":\"critical\",\"critical\":[\"fish: it is in quarantine\"]}}";

  private Path data;
  private ServerSocketChannel server;

  @BeforeEach
  void listen() throws IOException {
    data = Files.createTempDirectory("chaos-status"); // short: the path of a socket is bounded
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket()));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    Files.deleteIfExists(socket());
    Files.delete(data.resolve("run"));
    Files.delete(data);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ok", "warning"})
  void aNodeThatIsWellEnoughIsZero(String health) {
    ChaosRun run = status("{\"name\":\"n\",\"plugins\":{\"health\":\"" + health + "\"}}");
    assertThat(run.code()).isZero();
  }

  @Test
  void criticalHealthIsTenAndIsPrintedAsEver() {
    ChaosRun run = status(CRITICAL, "--json");
    assertThat(run.code()).isEqualTo(10);
    assertThat(run.out().strip()).isEqualTo(CRITICAL);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void whoAsksOnlyWhetherItRunsGetsZero() {
    ChaosRun run = status(CRITICAL, "--running", "--json");
    assertThat(run.code()).isZero();
    assertThat(run.out().strip()).isEqualTo(CRITICAL);
  }

  @Test
  void aWordOfTheNodeItselfIsNoHealth() {
    assertThat(status("{\"name\":\"critical\",\"health\":{\"name\":\"critical\"}}").code())
        .isZero();
  }

  private ChaosRun status(String item, String... options) {
    Thread node = new Thread(() -> answer(item), "node");
    node.setDaemon(true);
    node.start();
    String[] words = new String[options.length + 3];
    words[0] = "status";
    words[1] = "--data";
    words[2] = data.toString();
    System.arraycopy(options, 0, words, 3, options.length);
    return ChaosRun.of(words);
  }

  private void answer(String item) {
    try (SocketChannel client = server.accept();
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).contains("\"command\":\"status\"");
      String answer = "{\"id\":1,\"item\":%s}\n{\"id\":1,\"end\":true}\n".formatted(item);
      client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
      while (lines.readLine() != null) {
        // until the command has gone
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path socket() throws IOException {
    return Files.createDirectories(data.resolve("run")).resolve("control.sock");
  }
}

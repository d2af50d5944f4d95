// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlClientTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Path data;
  private ServerSocketChannel server;

  @BeforeEach
  void listen() throws IOException {
    data = Files.createTempDirectory("chaos-test");
    Path socket = Files.createDirectories(data.resolve("run")).resolve("control.sock");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    Files.deleteIfExists(data.resolve("run").resolve("control.sock"));
    Files.deleteIfExists(data.resolve("run").resolve("control.path"));
    Files.deleteIfExists(data.resolve("run"));
    Files.deleteIfExists(data);
  }

  /** Answers each request of one client with these lines; an empty answer closes. */
  private void answering(UnaryOperator<String> answer) {
    Thread thread =
        new Thread(
            () -> {
              try (SocketChannel client = server.accept();
                  BufferedReader lines =
                      new BufferedReader(
                          new InputStreamReader(
                              Channels.newInputStream(client), StandardCharsets.UTF_8))) {
                String line;
                while ((line = lines.readLine()) != null) {
                  String text = answer.apply(line);
                  if (text.isEmpty()) {
                    return;
                  }
                  client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                }
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Test
  void itemsComeInOrderUntilTheEnd() {
    answering(
        request -> {
          assertThat(request)
              .isEqualTo("{\"id\":1,\"command\":\"peers\",\"arguments\":{\"a\":\"ü\"}}");
          return "{\"id\":1,\"item\":{\"n\":1}}\n{\"id\":1,\"item\":{\"n\":2}}\n{\"id\":1,\"end\":true}\n";
        });
    try (ControlClient client = ControlClient.connect(data)) {
      assertThat(client.items("peers", Map.of("a", "ü"), PATIENCE))
          .isEqualTo(List.of(Map.of("n", 1L), Map.of("n", 2L)));
    }
  }

  @Test
  void anErrorBecomesTheExitCodeOfItsKind() {
    answering(
        request ->
            "{\"id\":1,\"error\":{\"code\":\"not-found\",\"message\":\"no such plugin\"}}\n");
    try (ControlClient client = ControlClient.connect(data)) {
      CliException error =
          catchThrowableOfType(
              CliException.class, () -> client.items("plugin.why", Map.of(), PATIENCE));
      assertThat(error.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
      assertThat(error).hasMessage("no such plugin");
    }
  }

  @Test
  void aNodeThatGoesEndsTheCall() {
    answering(request -> "");
    try (ControlClient client = ControlClient.connect(data)) {
      CliException error =
          catchThrowableOfType(
              CliException.class, () -> client.items("status", Map.of(), PATIENCE));
      assertThat(error.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(error).hasMessageContaining("closed the connection");
      CliException later =
          catchThrowableOfType(
              CliException.class, () -> client.items("status", Map.of(), PATIENCE));
      assertThat(later).hasMessageContaining("closed the connection");
    }
  }

  @Test
  void aNodeThatSaysNothingIsLeftAtTheDeadline() {
    answering(request -> "{\"id\":99,\"end\":true}\n");
    try (ControlClient client = ControlClient.connect(data)) {
      CliException error =
          catchThrowableOfType(
              CliException.class, () -> client.items("status", Map.of(), Duration.ofMillis(20)));
      assertThat(error.exitCode()).isEqualTo(ExitCode.DEADLINE);
    }
  }

  @Test
  void theSocketMayBeElsewhere(@TempDir Path elsewhere) throws IOException {
    answering(request -> "{\"id\":1,\"end\":true}\n");
    Files.createDirectories(elsewhere.resolve("run"));
    Files.writeString(
        elsewhere.resolve("run").resolve("control.path"),
        data.resolve("run").resolve("control.sock").toString());
    try (ControlClient client = ControlClient.connect(elsewhere)) {
      assertThat(client.items("status", Map.of(), PATIENCE)).isEmpty();
    }
  }

  @Test
  void aSocketThatNobodyListensToIsNoNode() throws IOException {
    server.close();
    CliException error =
        catchThrowableOfType(CliException.class, () -> ControlClient.connect(data));
    assertThat(error.exitCode()).isEqualTo(ExitCode.NO_NODE);
    assertThat(ControlClient.answers(data)).isFalse();
  }
}

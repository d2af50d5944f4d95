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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chaoschain.cli.terminal.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code chaos agents relations} asks a node, and what it makes of the answer. */
class AgentRelationsTest {
  private static final String OLGA = "did:key:z6MkhfoDiaLC9CrWrZ6hB8yJip3TwaKcYWnjEAXUPAeqEA9X";
  private static final String ALLIANCE =
      "{\"alliance\":\"pact\\u001b[2J\",\"proposer\":\"did:key:z6MkA\",\"partner\":\"did:key:z6MkB\",\"state\":\"ACTIVE\","
          + "\"terms\":\"all for one\",\"since\":\"2026-01-01T00:00:00Z\",\"proposer.trusts\":10,\"partner.trusts\":-8}";

  private final List<Map<String, Object>> asked = new CopyOnWriteArrayList<>();
  private Path data;
  private ServerSocketChannel server;
  private volatile String relations = ALLIANCE;

  @BeforeEach
  void listen() throws IOException {
    data = Files.createTempDirectory("chaos-relations"); // short: a socket's path is bounded
    Files.createDirectory(data.resolve("run"));
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(data.resolve("run").resolve("control.sock")));
    Thread node = new Thread(this::serve, "node");
    node.setDaemon(true);
    node.start();
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    Files.deleteIfExists(data.resolve("run").resolve("control.sock"));
    Files.delete(data.resolve("run"));
    Files.delete(data);
  }

  private void serve() {
    while (server.isOpen()) {
      try (SocketChannel client = server.accept();
          BufferedReader lines =
              new BufferedReader(
                  new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          Map<String, Object> request = Json.read(line);
          asked.add(request);
          String item =
              "agents".equals(request.get("command"))
                  ? "{\"name\":\"olga\",\"id\":\"%s\"}".formatted(OLGA)
                  : relations;
          String id = String.valueOf(request.get("id"));
          String answer =
              (item.isEmpty() ? "" : "{\"id\":%s,\"item\":%s}\n".formatted(id, item))
                  + "{\"id\":%s,\"end\":true}\n".formatted(id);
          client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
        }
      } catch (IOException e) {
        // the test is over, or the command has gone
      }
    }
  }

  private ChaosRun relations(String... words) {
    String[] all = new String[words.length + 4];
    all[0] = "agents";
    all[1] = "relations";
    all[2] = "--data";
    all[3] = data.toString();
    System.arraycopy(words, 0, all, 4, words.length);
    return ChaosRun.of(all);
  }

  private Map<?, ?> arguments() {
    Map<String, Object> last = asked.get(asked.size() - 1);
    assertThat(last.get("command")).isEqualTo("agents.relations");
    return last.get("arguments") instanceof Map<?, ?> arguments ? arguments : Map.of();
  }

  @Test
  void alliancesAreATableThatDoesNotSteerTheTerminal() {
    ChaosRun run = relations();
    assertThat(run.code()).isZero();
    assertThat(run.out().lines().toList())
        .hasSize(2)
        .first()
        .asString()
        .containsSubsequence(
            "ALLIANCE",
            "STATE",
            "PROPOSER",
            "PROPOSER.TRUSTS",
            "PARTNER",
            "PARTNER.TRUSTS",
            "SINCE");
    assertThat(run.out().lines().skip(1))
        .singleElement()
        .asString()
        .containsSubsequence(
            "pact\\u001b[2J", "ACTIVE", "did:key:z6MkA", "10", "did:key:z6MkB", "-8", "2026-01-01");
    assertThat(run.out()).doesNotContain("\u001b");
    assertThat(arguments()).isEmpty();
  }

  @Test
  void withJsonTheTermsAreThere() {
    ChaosRun run = relations("--json");
    assertThat(Json.read(run.out().strip())).containsEntry("terms", "all for one");
  }

  @Test
  void anAgentIsNamedByItsIdOrByItsNameHere() {
    relations(OLGA);
    assertThat(arguments().get("agent")).isEqualTo(OLGA);
    assertThat(asked).hasSize(1);
    relations("olga");
    assertThat(arguments().get("agent")).isEqualTo(OLGA);
  }

  @Test
  void aNameThatIsNotHereIsNotFound() {
    ChaosRun run = relations("eve");
    assertThat(run.code()).isEqualTo(6);
    assertThat(run.err()).contains("no agent of the name 'eve'", "chaos agents");
  }

  @Test
  void noneIsSaidInWords() {
    relations = "";
    assertThat(relations().out()).contains("no alliance is known");
    assertThat(relations("olga").out()).contains("no alliance of olga is known");
    assertThat(relations("--json").out()).isBlank();
  }

  @Test
  void completionKnowsIt() {
    assertThat(ChaosRun.of("completion", "bash").out()).contains("_picocli_chaos_agents_relations");
  }
}

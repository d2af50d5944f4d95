// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChaosTest {
  private static final List<String> COMMANDS =
      List.of(
          "init",
          "run",
          "status",
          "stop",
          "id",
          "peers",
          "ping",
          "perf",
          "connect",
          "send",
          "broadcast",
          "messages",
          "agents",
          "types",
          "plugin",
          "dev",
          "metrics",
          "log-level",
          "config",
          "dist",
          "demo",
          "bench",
          "sim",
          "version",
          "completion");

  @TempDir Path folder;

  private String data() {
    return folder.resolve("data").toString();
  }

  @Test
  void helpNamesEachCommandAndEachExitCode() {
    ChaosRun help = ChaosRun.of("--help");
    assertThat(help.code()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out().lines().map(String::strip)).anyMatch(line -> line.startsWith("run "));
    COMMANDS.forEach(command -> assertThat(help.out()).containsPattern("(?m)^  " + command + " "));
    for (ExitCode code : ExitCode.values()) {
      assertThat(help.out().lines().map(line -> line.strip().replaceAll(" +", " ")))
          .anyMatch(line -> line.startsWith(code.code() + " " + code.meaning().split(":")[0]));
    }
  }

  @Test
  void helpOfEachCommandHasExamples() {
    for (String command : COMMANDS) {
      ChaosRun help = ChaosRun.of(command, "--help");
      assertThat(help.code()).as(command).isZero();
      assertThat(help.out()).as(command).contains("Examples:").contains("  chaos " + command);
    }
  }

  @Test
  void withoutACommandTheUsageIsWrong() {
    ChaosRun run = ChaosRun.of();
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("a command is missing").contains("'chaos --help'");
  }

  @Test
  void aMisspeltCommandIsAnsweredWithTheNearest() {
    ChaosRun run = ChaosRun.of("statsu");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("statsu").contains("did you mean").contains("status");
  }

  @Test
  void anUnknownOptionNamesTheHelpOfItsCommand() {
    ChaosRun run = ChaosRun.of("status", "--jsno");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--jsno").contains("chaos status --help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "stop", "peers", "messages", "agents", "types", "metrics"})
  void withoutANodeTheExitCodeSaysSo(String command) {
    ChaosRun run = ChaosRun.of(command, "--data", data());
    assertThat(run.code()).isEqualTo(4);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("no node runs on").contains(data()).contains("chaos run");
    assertThat(run.err()).doesNotContain("\tat ");
  }

  @Test
  void theDataDirectoryComesFromTheOptionThenFromTheEnvironment() {
    String other = folder.resolve("other").toString();
    Map<String, String> environment = Map.of("CHAOS_DATA", other);
    assertThat(ChaosRun.of(environment, "status").err()).contains(other);
    assertThat(ChaosRun.of(environment, "status", "-d", data()).err()).contains(data());
  }

  @Test
  void globalOptionsMayStandBeforeTheCommand() {
    ChaosRun run = ChaosRun.of("--data", data(), "--timeout", "5", "status");
    assertThat(run.code()).isEqualTo(4);
  }

  @Test
  void withJsonErrorsAreJsonToo() {
    ChaosRun run = ChaosRun.of("status", "--json", "--data", data());
    assertThat(run.code()).isEqualTo(4);
    Map<?, ?> error = (Map<?, ?>) Json.read(run.err()).get("error");
    assertThat(error.get("code")).isEqualTo("no-node");
    assertThat(error.get("exit_code")).isEqualTo(4L);
    assertThat(error.get("remedy").toString()).contains("chaos run");
  }

  @Test
  void initMakesAPrivateKeyFileAndACommentedConfiguration() throws IOException {
    ChaosRun run = ChaosRun.of("init", "--data", data(), "--name", "a$1\\b", "--json");
    assertThat(run.code()).isZero();
    Map<String, Object> made = Json.read(run.out());
    Path key = Path.of(made.get("key").toString());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(Path.of(data(), "chaos.properties")))
        .contains("node.name = a$1\\b")
        .contains("# p2p.host.listen");
    ChaosRun id = ChaosRun.of("id", "--data", data(), "--json");
    assertThat(Json.read(id.out()))
        .containsEntry("peer_id", made.get("peer_id"))
        .containsEntry("running", false);
  }

  @Test
  void initRefusesToReplaceAKey() throws IOException {
    ChaosRun.of("init", "--data", data());
    Path key = Path.of(data(), "keys", "node.key");
    byte[] first = Files.readAllBytes(key);
    ChaosRun again = ChaosRun.of("init", "--data", data());
    assertThat(again.code()).isEqualTo(5);
    assertThat(again.err()).contains("there is a node key already").contains("--force");
    assertThat(Files.readAllBytes(key)).isEqualTo(first);
    assertThat(ChaosRun.of("init", "--data", data(), "--force").code()).isZero();
    assertThat(Files.readAllBytes(key)).isNotEqualTo(first);
    assertThat(key.resolveSibling("node.key.old")).hasBinaryContent(first);
  }

  @Test
  void initSaysWhyADirectoryCannotBeMade() throws IOException {
    Files.createFile(folder.resolve("file"));
    ChaosRun run = ChaosRun.of("init", "--data", folder.resolve("file").resolve("x").toString());
    assertThat(run.code()).isEqualTo(9);
    assertThat(run.err()).contains("cannot be made");
  }

  @Test
  void idWithoutAKeySaysHowToGetOne() {
    ChaosRun run = ChaosRun.of("id", "--data", data());
    assertThat(run.code()).isEqualTo(6);
    assertThat(run.err()).contains("chaos init");
  }

  @Test
  void runWithoutAKeySaysHowToGetOne() throws IOException {
    ChaosRun run = ChaosRun.of(Map.of("CHAOS_HOME", home().toString()), "run", "-d", data());
    assertThat(run.code()).isEqualTo(6);
    assertThat(run.err()).contains("has no node key").contains("chaos init").contains("--init");
  }

  @Test
  void configListsKeysWithTheirSource() throws IOException {
    Map<String, String> environment =
        Map.of("CHAOS_HOME", home().toString(), "CHAOS_NODE_CHAIN_ID", "test-1");
    ChaosRun run =
        ChaosRun.of(environment, "config", "-d", data(), "--json", "--set", "node.name=x");
    assertThat(run.code()).as(run.err()).isZero();
    List<Map<String, Object>> keys = run.out().lines().map(Json::read).toList();
    assertThat(keys)
        .anySatisfy(
            key ->
                assertThat(key)
                    .containsEntry("key", "node.name")
                    .containsEntry("value", "x")
                    .containsEntry("source", "command line"))
        .anySatisfy(
            key ->
                assertThat(key)
                    .containsEntry("key", "node.chain.id")
                    .containsEntry("value", "test-1")
                    .containsEntry("source", "environment variable CHAOS_NODE_CHAIN_ID"));
    assertThat(ChaosRun.of(environment, "config", "-d", data(), "--changed").out().lines())
        .hasSize(2);
  }

  @Test
  void anUnknownKeyIsNamedWithFileLineAndTheNearestKey() throws IOException {
    Path home = home();
    Files.writeString(
        Files.createDirectories(home.resolve("etc")).resolve("chaos.properties"),
        "# mine\nnode.nmae = x\nnode.stop.deadline = soon\n");
    ChaosRun run = ChaosRun.of(Map.of("CHAOS_HOME", home.toString()), "config", "-d", data());
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err())
        .contains("chaos.properties:2")
        .contains("node.nmae")
        .contains("node.name")
        .contains("chaos.properties:3")
        .contains("soon");
  }

  @Test
  void aPrefixWithoutKeysIsNotFound() throws IOException {
    ChaosRun run =
        ChaosRun.of(Map.of("CHAOS_HOME", home().toString()), "config", "nothing", "-d", data());
    assertThat(run.code()).isEqualTo(6);
  }

  @Test
  void pluginInstallOfAMissingFileIsNotFound() {
    ChaosRun run = ChaosRun.of("plugin", "install", folder.resolve("x.jar").toString());
    assertThat(run.code()).isEqualTo(6);
    assertThat(run.err()).contains("x.jar");
  }

  @Test
  void pluginWithoutASubcommandIsWrongUsage() {
    assertThat(ChaosRun.of("plugin").code()).isEqualTo(2);
    assertThat(ChaosRun.of("log-level", "some.logger").err()).contains("a level is missing");
  }

  @Test
  void versionIsOneObject() {
    ChaosRun run = ChaosRun.of("version", "--json");
    assertThat(run.code()).isZero();
    assertThat(Json.read(run.out()))
        .containsKeys("version", "home")
        .containsEntry("java", System.getProperty("java.version"));
  }

  @Test
  void completionIsAScriptThatKnowsAllCommands() throws IOException, InterruptedException {
    ChaosRun run = ChaosRun.of("completion", "bash");
    assertThat(run.code()).isZero();
    COMMANDS.forEach(command -> assertThat(run.out()).contains(command));
    Path script = Files.writeString(folder.resolve("completion"), run.out());
    Process check = new ProcessBuilder("bash", "-n", script.toString()).inheritIO().start();
    assertThat(check.waitFor()).isZero();
    assertThat(ChaosRun.of("completion", "zsh").out()).startsWith("autoload");
  }

  /** An installation whose feature has no bundle. */
  private Path home() throws IOException {
    Path home = folder.resolve("home");
    Files.writeString(
        Files.createDirectories(home.resolve("features")).resolve("node.json"),
        """
        {"feature-resource-version": "1.0", "id": "org.chaoschain:empty:1.0.0", "bundles": []}
        """);
    return home;
  }
}

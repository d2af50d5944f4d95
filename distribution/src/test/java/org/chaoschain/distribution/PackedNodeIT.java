// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.chaoschain.distribution.Packed.Call;
import org.chaoschain.distribution.Packed.Running;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedNodeIT {
  @TempDir static Path folder;
  private static Path data;
  private static Running node;

  @BeforeAll
  static void start() throws IOException, InterruptedException, ExecutionException {
    data = folder.resolve("the data"); // a path with a space
    assertThat(Packed.chaos("init", "--data", data).code()).isZero();
    node =
        Packed.run(
            folder.resolve("err"),
            "run",
            "--json",
            "--quiet",
            "--data",
            data,
            "--name",
            "packed",
            "--set",
            "agent.local.names=alice,bob");
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
  }

  @Test
  void theReadyLineTellsWhoItIsAndWhereItListens() {
    JsonObject ready = node.ready();
    assertThat(ready.get("ready").getAsBoolean()).isTrue();
    assertThat(ready.get("name").getAsString()).isEqualTo("packed");
    assertThat(ready.get("ready_ms").getAsLong()).isPositive();
    String peer = ready.get("peer_id").getAsString();
    assertThat(ready.get("addresses").getAsJsonArray().get(0).getAsString())
        .startsWith("/ip4/127.0.0.1/tcp/")
        .endsWith("/p2p/" + peer);
  }

  @Test
  void itsBundlesAreConnectedButThatWithJarsInside() throws IOException {
    Matcher up =
        Pattern.compile("is up: (\\d+) bundles \\((\\d+) connected\\)")
            .matcher(Files.readString(data.resolve("logs").resolve("node.log")));
    assertThat(up.find()).isTrue();
    assertThat(Integer.parseInt(up.group(2))).isEqualTo(Integer.parseInt(up.group(1)) - 1);
  }

  @Test
  void statusAnswersOverTheControlChannel() throws IOException, InterruptedException {
    Call status = Packed.chaos("status", "--json", "--data", data);
    assertThat(status.code()).as(status.err()).isZero();
    assertThat(status.err()).isEmpty();
    assertThat(status.json().get("pid").getAsLong()).isEqualTo(node.process().pid());
    assertThat(status.json().getAsJsonObject("p2p").get("peer_id"))
        .isEqualTo(node.ready().get("peer_id"));
    assertThat(Packed.chaos("status", "--data", data).out()).contains("packed");
  }

  @Test
  void theSocketAndTheKeyAreTheOwnersAlone() throws IOException {
    assertThat(Files.getPosixFilePermissions(data.resolve("keys").resolve("node.key"))).hasSize(2);
    Path socket = Path.of(Files.readString(data.resolve("run").resolve("control.path")));
    assertThat(Files.getPosixFilePermissions(socket)).hasSize(2);
  }

  @Test
  void aSecondNodeOnTheDataDirectoryIsRefused() throws IOException, InterruptedException {
    Call second = Packed.chaos("run", "--data", data);
    assertThat(second.code()).isEqualTo(5);
    assertThat(second.out()).isEmpty();
    assertThat(second.err())
        .contains("another node")
        .contains(Long.toString(node.process().pid()))
        .doesNotContain("\tat ");
  }

  @Test
  void aMessageFromOneAgentToAnotherIsInTheRecord() throws IOException, InterruptedException {
    Call agents = Packed.chaos("agents", "--json", "--data", data);
    String bob =
        agents
            .out()
            .lines()
            .map(line -> JsonParser.parseString(line).getAsJsonObject())
            .filter(agent -> agent.get("name").getAsString().equals("bob"))
            .findFirst()
            .orElseThrow()
            .get("id")
            .getAsString();
    Call sent = Packed.chaos("send", "--from", "alice", bob, "hello", "--json", "--data", data);
    assertThat(sent.code()).as(sent.err()).isZero();
    String id = sent.json().get("id").getAsString();
    Call messages = Packed.chaos("messages", "--json", "--data", data);
    assertThat(messages.out()).contains("\"state\":\"delivered\",\"id\":\"" + id + "\"");
  }

  @Test
  void sendingToNobodyFailsWithAReason() throws IOException, InterruptedException {
    Call sent = Packed.chaos("send", "--from", "alice", "nobody", "hello", "--data", data);
    assertThat(sent.code()).isEqualTo(6);
    assertThat(sent.err()).contains("nobody");
  }

  @Test
  void aLevelCanBeSetAndIsListed() throws IOException, InterruptedException {
    Call set = Packed.chaos("log-level", "org.chaoschain.p2p", "debug", "--json", "--data", data);
    assertThat(set.code()).as(set.err()).isZero();
    assertThat(Packed.chaos("log-level", "--data", data).out())
        .containsPattern("org.chaoschain.p2p +debug");
    assertThat(Packed.chaos("log-level", "x", "loud", "--data", data).code()).isEqualTo(2);
  }

  @Test
  void aSignedPluginOfATrustedPublisherIsInstalledShownAndRemoved()
      throws IOException, InterruptedException {
    Path available = Packed.HOME.resolve("plugins-available").resolve("ascii-meme.jar");
    Path plugin = Files.copy(available, folder.resolve("meme.jar"));
    Path key = folder.resolve("publisher.key");
    Call unsigned = Packed.chaos("plugin", "install", plugin, "--data", data);
    assertThat(unsigned.code()).isEqualTo(5);
    assertThat(unsigned.err()).contains("is not signed");
    Call keygen = Packed.chaos("plugin", "keygen", "--out", key, "--json");
    assertThat(keygen.code()).as(keygen.err()).isZero();
    assertThat(Files.getPosixFilePermissions(key)).hasSize(2);
    assertThat(Packed.chaos("plugin", "keygen", "--out", key).code()).isEqualTo(5);
    String publisher = keygen.json().get("publisher").getAsString();
    assertThat(Packed.chaos("plugin", "sign", plugin, "--key", key).code()).isZero();
    assertThat(Packed.chaos("plugin", "verify", plugin, "--publisher", publisher).code()).isZero();
    Call unknown = Packed.chaos("plugin", "install", plugin, "--data", data);
    assertThat(unknown.code()).isEqualTo(5);
    assertThat(unknown.err()).contains(publisher, "chaos plugin trust");
    assertThat(Packed.chaos("plugin", "trust", "--file", plugin, "--data", data).code()).isZero();
    Call install = Packed.chaos("plugin", "install", plugin, "--json", "--data", data);
    assertThat(install.code()).as(install.err()).isZero();
    assertThat(Packed.chaos("plugin", "list", "--data", data).out())
        .contains("org.example.asciimeme");
    assertThat(Packed.chaos("types", "--data", data).out()).contains("extension/ascii-meme");
    assertThat(Packed.chaos("plugin", "why", "org.example.asciimeme", "--data", data).code())
        .isZero();
    assertThat(Packed.chaos("plugin", "remove", "org.example.asciimeme", "--data", data).code())
        .isZero();
    assertThat(Packed.chaos("plugin", "remove", "org.example.asciimeme", "--data", data).code())
        .isEqualTo(6);
  }

  @Test
  void aBrokenPluginIsRefusedWithTheReason() throws IOException, InterruptedException {
    Path broken = Files.writeString(folder.resolve("broken.jar"), "not a jar");
    Call install = Packed.chaos("plugin", "install", broken, "--data", data);
    assertThat(install.code()).isNotZero();
    assertThat(install.err()).contains("broken.jar").doesNotContain("\tat ");
  }

  @Test
  void anUnknownKeyIsNamedWithTheNearestOneBeforeAnythingStarts()
      throws IOException, InterruptedException {
    Call run = Packed.chaos("run", "--init", "--data", folder.resolve("x"), "--set", "node.nam=y");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("node.nam").contains("node.name").contains("command line");
    Path file = Files.writeString(folder.resolve("own.properties"), "\np2p.host.lisen = x\n");
    Call other = Packed.chaos("run", "--init", "--data", folder.resolve("x"), "--config", file);
    assertThat(other.code()).isEqualTo(3);
    assertThat(other.err()).contains("own.properties:2").contains("p2p.host.listen");
  }

  @Test
  void stopEndsTheNodeInAnOrderlyWayAndSoDoesASignal()
      throws IOException, InterruptedException, ExecutionException {
    Path other = folder.resolve("other");
    try (Running first =
        Packed.run(folder.resolve("err1"), "run", "--init", "--json", "-q", "-d", other)) {
      Call stop = Packed.chaos("stop", "--data", other, "--json");
      assertThat(stop.code()).as(stop.err()).isZero();
      assertThat(first.awaitEnd()).isZero();
    }
    assertThat(Packed.chaos("status", "--data", other).code()).isEqualTo(4);
    try (Running second = Packed.run(folder.resolve("err2"), "run", "--json", "-q", "-d", other)) {
      second.process().destroy();
      assertThat(second.awaitEnd()).isZero();
    }
    assertThat(Files.readString(other.resolve("logs").resolve("node.log"))).contains("has stopped");
    assertThat(other.resolve("run").resolve("control.path")).doesNotExist();
  }

  @Test
  void everyKeyHasAValueOrIsListedAsEmpty() throws IOException, InterruptedException {
    Call config = Packed.chaos("config", "--json", "--data", data);
    assertThat(config.code()).as(config.err()).isZero();
    List<JsonObject> keys =
        config.out().lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    assertThat(keys).hasSizeGreaterThan(50);
    assertThat(keys).allSatisfy(key -> assertThat(key.keySet()).contains("key", "value", "source"));
  }

  @Test
  void itRunsFromAnyFolderThroughALinkAndFromAPathWithASpace()
      throws IOException, InterruptedException {
    Path link = Packed.HOME.resolveSibling("a link");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, Packed.HOME);
    assertThat(Packed.chaos(link, Map.of(), "version").code()).isZero();
    Files.delete(link);
  }

  @Test
  void theRepositoryHasWhatPluginAuthorsBuildAgainst() {
    Path repo = Packed.HOME.resolve("repo").resolve("org").resolve("chaoschain");
    for (String artifact : List.of("api", "p2p-api", "proto", "testkit")) {
      assertThat(repo.resolve(artifact)).isDirectoryRecursivelyContaining("glob:**.jar");
      assertThat(repo.resolve(artifact)).isDirectoryRecursivelyContaining("glob:**.pom");
    }
    assertThat(repo.resolve("chaoschain")).isDirectoryRecursivelyContaining("glob:**.pom");
  }

  @Test
  void theRepositoryHasWhatItsOwnArtifactsDependOn() throws IOException {
    Path repo = Packed.HOME.resolve("repo").resolve("org").resolve("chaoschain");
    Pattern dependency = Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL);
    Pattern ours =
        Pattern.compile("<groupId>org.chaoschain</groupId>\\s*<artifactId>([^<]+)</artifactId>");
    try (Stream<Path> files = Files.walk(repo)) {
      List<Path> poms =
          files
              .filter(file -> file.toString().endsWith(".pom"))
              .filter(file -> !file.getFileName().toString().startsWith("chaoschain-"))
              .toList();
      assertThat(poms).isNotEmpty();
      for (Path pom : poms) {
        dependency
            .matcher(Files.readString(pom))
            .results()
            .map(MatchResult::group)
            .filter(text -> !text.contains("<scope>test</scope>"))
            .flatMap(text -> ours.matcher(text).results())
            .forEach(found -> assertThat(repo.resolve(found.group(1))).as(pom.toString()).exists());
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.chaoschain.api.control.ControlException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of the plugin guide, taken out of its pages, compiled, packed, deployed on two nodes
 * that know each other, and held to what the pages claim.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuideIT {
  @TempDir static Path data;

  private LiveNode ada;
  private LiveNode bob;
  private String fromAda;
  private String toBob;
  private String installed = "";

  @BeforeAll
  void start() throws Exception {
    ada = LiveNode.start(Files.createDirectory(data.resolve("ada")), Map.of());
    bob =
        LiveNode.start(
            Files.createDirectory(data.resolve("bob")),
            Map.of("p2p.bootstrap.peers", String.valueOf(ada.addresses().get(0))));
    fromAda = agent(ada, "ada");
    toBob = agent(bob, "bob");
    ada.await("ada's node reaches bob", () -> sent(discussion(toBob, "hello")).isEmpty());
  }

  @AfterAll
  void stop() throws Exception {
    if (bob != null) {
      bob.stop();
    }
    ada.stop();
  }

  /** Deploys the plugin of a page on both nodes. */
  private void deploy(String page) throws Exception {
    Path folder = Files.createTempDirectory(data, "page");
    GuidePage guide = GuidePage.read(page);
    Path jar = guide.plugin(folder, "1.0.0");
    installed = guide.symbolicName();
    for (LiveNode node : List.of(ada, bob)) {
      node.ask("plugin.install", Map.of("file", jar.toString()));
    }
  }

  @AfterEach
  void remove() throws Exception {
    if (!installed.isEmpty()) {
      for (LiveNode node : List.of(ada, bob)) {
        node.ask("plugin.remove", Map.of("name", installed));
      }
      installed = "";
    }
  }

  @Test
  void everyPageIsTried() throws Exception {
    try (Stream<Path> pages = Files.list(Path.of(System.getProperty("chaos.guide")))) {
      List<String> names = pages.map(page -> page.getFileName().toString()).sorted().toList();
      assertThat(names)
          .containsExactly(
              "agent.md",
              "control-command.md",
              "discovery.md",
              "health-and-state.md",
              "listeners.md",
              "message-codec.md",
              "message-type.md",
              "secure-channel.md",
              "status-section.md",
              "stream-muxer.md",
              "stream-protocol.md",
              "transport.md");
    }
  }

  @Test
  void blockThatDoesNotCompileIsToldWithPageAndLine(@TempDir Path folder) {
    GuidePage page =
        GuidePage.of(
            "page.md",
            """
            # Title
            ```java
            package x;

            public final class X {
              int y = missing;
            }
            ```
            ```properties
            # bnd.bnd
            Bundle-SymbolicName: x
            ```
            """
                .lines()
                .toList());

    assertThatThrownBy(() -> page.plugin(folder, "1.0.0"))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("page.md:6: cannot find symbol");
  }

  @Test
  void messageTypeJudgesAndRenders() throws Exception {
    deploy("message-type.md");

    assertThat(sent(haiku("an old pond / a frog"))).contains("a haiku has 3 lines, this one has 2");
    assertThat(sent(haiku("an old pond / a frog / splash"))).isEmpty();
    bob.await(
        "the haiku is shown",
        () -> last(bob, "delivered").get("text").equals("~ an old pond\n~ a frog\n~ splash"));
  }

  @Test
  void agentAnswers() throws Exception {
    deploy("agent.md");
    String parrot =
        (String)
            bob.ask("agents", Map.of()).stream()
                .filter(agent -> "parrot".equals(agent.get("name")))
                .findFirst()
                .orElseThrow()
                .get("id");

    ada.await("the parrot is found", () -> sent(discussion(parrot, "who is there?")).isEmpty());
    ada.await(
        "the parrot has answered",
        () -> String.valueOf(last(ada, "delivered").get("text")).contains("kraa! who is there?"));
  }

  @Test
  void streamProtocolIsSpokenBetweenNodes() throws Exception {
    deploy("stream-protocol.md");
    String peer =
        String.valueOf(((Map<?, ?>) ada.ask("status", Map.of()).get(0).get("p2p")).get("peer_id"));

    assertThat(bob.ask("x.shout", Map.of("peer", peer, "text", "hello")))
        .isEqualTo(List.of(Map.of("answer", "HELLO")));
  }

  @Test
  void discoveryLeadsToAPeer() throws Exception {
    Path folder = Files.createDirectories(data.resolve("eve"));
    LiveNode eve = LiveNode.start(folder, Map.of());
    try {
      Files.writeString(
          Files.createDirectories(folder.resolve("plugins/data/org.example.filepeers/v1"))
              .resolve("peers.txt"),
          ada.addresses().get(0) + "\n");
      assertThat(eve.ask("peers", Map.of())).isEmpty();
      Path jar =
          GuidePage.read("discovery.md").plugin(Files.createTempDirectory(data, "page"), "1.0.0");
      eve.ask("plugin.install", Map.of("file", jar.toString()));
      eve.await("a connection with ada's node", () -> !eve.ask("peers", Map.of()).isEmpty());
    } finally {
      eve.stop();
    }
  }

  @Test
  void controlCommandAnswersAndRefuses() throws Exception {
    deploy("control-command.md");

    assertThat(ada.ask("x.count", Map.of("to", 2L)))
        .isEqualTo(List.of(Map.of("number", 1L), Map.of("number", 2L)));
    assertThatThrownBy(() -> ada.ask("x.count", Map.of("to", 0L)))
        .isInstanceOfSatisfying(
            ControlException.class, e -> assertThat(e.code()).isEqualTo("usage"));
  }

  @Test
  void statusSectionCountsEvents() throws Exception {
    deploy("status-section.md");
    long before = infos();

    Path other =
        GuidePage.read("control-command.md")
            .plugin(Files.createTempDirectory(data, "page"), "1.0.0");
    ada.ask("plugin.install", Map.of("file", other.toString()));
    ada.await("an event is counted", () -> infos() > before);
    ada.ask("plugin.remove", Map.of("name", "org.example.count"));
  }

  private long infos() throws Exception {
    Map<?, ?> section = (Map<?, ?>) ada.ask("status", Map.of()).get(0).get("events");
    return ((Number) section.get("info")).longValue();
  }

  @Test
  void listenerHearsOfRejectedMessages() throws Exception {
    deploy("listeners.md");
    assertThat(bob.ask("x.alarms", Map.of())).isEqualTo(List.of(Map.of("alarms", 0L)));

    Path type =
        GuidePage.read("message-type.md").plugin(Files.createTempDirectory(data, "page"), "1.0.0");
    bob.ask("plugin.install", Map.of("file", type.toString()));
    assertThat(sent(haiku("only / two"))).contains("a haiku has 3 lines");
    bob.await(
        "the alarm has heard it",
        () -> bob.ask("x.alarms", Map.of()).equals(List.of(Map.of("alarms", 1L))));
    bob.ask("plugin.remove", Map.of("name", "org.example.haiku"));
  }

  @Test
  void codecOfAHigherRankIsUsed() throws Exception {
    deploy("message-codec.md");

    assertThat(sent(discussion(toBob, "through the strict codec"))).isEmpty();
    bob.await(
        "the message is there",
        () ->
            String.valueOf(last(bob, "delivered").get("text"))
                .contains("through the strict codec"));
  }

  @Test
  void stateIsMigratedAndHealthIsTold() throws Exception {
    GuidePage page = GuidePage.read("health-and-state.md");
    Path folder = Files.createTempDirectory(data, "page");
    Path old = page.plugin(folder, "1.0.0", Map.of("Chaos-State-Version", "1"));
    installed = page.symbolicName();
    bob.ask("plugin.install", Map.of("file", old.toString()));
    assertThat(bob.ask("x.note", Map.of("text", "first")).get(0).get("notes")).isEqualTo(1);

    bob.ask("plugin.install", Map.of("file", page.plugin(folder, "2.0.0").toString()));
    assertThat(bob.ask("x.note", Map.of("text", "second")))
        .isEqualTo(List.of(Map.of("notes", 2, "generation", 2L)));
    Path notes = data.resolve("bob/plugins/data/org.example.notes/v2/notes.txt");
    assertThat(notes).hasContent("# notes, form 2\nfirst\nsecond\n");
    bob.await(
        "its health is told",
        () -> "ok".equals(bob.ask("plugin.show", Map.of("name", installed)).get(0).get("health")));
    bob.ask("plugin.remove", Map.of("name", installed));
    installed = "";
  }

  private static Map<String, ?> last(LiveNode node, String state) throws Exception {
    List<Map<String, ?>> all = node.messages(state);
    return all.isEmpty() ? Map.of("text", "") : all.get(all.size() - 1);
  }

  private Map<String, Object> haiku(String text) {
    return Map.of(
        "from",
        fromAda,
        "to",
        toBob,
        "type",
        "extension",
        "extension",
        "haiku",
        "body",
        "1",
        "fallback",
        text);
  }

  private Map<String, Object> discussion(String to, String text) {
    return Map.of("from", fromAda, "to", to, "type", "discussion", "topic", "guide", "text", text);
  }

  /** Sends a direct message of ada's; empty if it has arrived, else why not. */
  private String sent(Map<String, Object> message) throws Exception {
    try {
      ada.ask("send", message);
      return "";
    } catch (ControlException e) {
      return e.getMessage();
    }
  }

  private static String agent(LiveNode node, String name) throws Exception {
    return (String) node.ask("agents", Map.of("add", name)).get(0).get("id");
  }
}

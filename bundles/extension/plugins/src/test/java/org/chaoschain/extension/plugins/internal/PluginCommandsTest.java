// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.extension.plugins.TestJar;
import org.chaoschain.extension.plugins.sample.Failing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands change what runs, and the folder stays its picture, over a restart too. */
class PluginCommandsTest {
  private static final String FISH = "org.example.fish";

  @TempDir Path data;
  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    node = new TestNode(data);
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  @Test
  void installsUpdatesAndRemoves() throws Exception {
    Path one = PluginDeploymentTest.greeter("1.0.0", "one").write(data.resolve("one.jar"));
    Path two = PluginDeploymentTest.greeter("2.0.0", "two").write(data.resolve("two.jar"));
    assertThat(node.desk.install(one, false))
        .containsEntry("action", "installed")
        .containsEntry("name", FISH)
        .containsEntry("generation", 1);
    assertThat(node.greetings()).containsExactly("one");
    assertThat(dropped()).containsExactly(FISH + ".jar");
    assertThat(node.desk.install(one, false)).containsEntry("action", "unchanged");
    assertThat(node.desk.install(one, true)).containsEntry("generation", 2);
    assertThat(node.desk.install(two, false))
        .containsEntry("action", "updated")
        .containsEntry("from", "1.0.0");
    assertThatThrownBy(() -> node.desk.install(one, false))
        .isInstanceOfSatisfying(
            ControlException.class, e -> assertThat(e.code()).isEqualTo("refused"))
        .hasMessageContaining("1.0.0 is a downgrade, 2.0.0 runs")
        .hasMessageContaining("--force");
    assertThat(node.greetings()).containsExactly("two");
    assertThat(node.desk.install(one, true)).containsEntry("action", "updated"); // and back
    assertThat(node.greetings()).containsExactly("one");
    assertThat(node.desk.remove(FISH, false, false)).containsEntry("action", "removed");
    assertThat(node.greetings()).isEmpty();
    assertThat(dropped()).isEmpty();
    assertThat(stored()).isEmpty();
  }

  @Test
  void whatRunsSurvivesAWipedCache() throws Exception {
    node.desk.install(
        PluginDeploymentTest.greeter("1.0.0", "one").write(data.resolve("one.jar")), false);
    restart();
    node.await("up from the store", () -> node.state(FISH).equals("active"));
    assertThat(node.greetings()).containsExactly("one");
    assertThat(node.row(FISH).orElseThrow().generation()).isEqualTo(1);
  }

  @Test
  void aFileThatBrokeWhileTheNodeWasOffLeavesTheStoredVersionRunning() throws Exception {
    Path file = node.drop.resolve("fish.jar");
    PluginDeploymentTest.greeter("1.0.0", "one").write(file);
    node.await("recorded", () -> !node.events.ofType("plugin.installed").isEmpty());
    node.close();
    Files.writeString(file, "rubbish");
    node = new TestNode(data);
    node.await("refused", () -> node.idle(file).isPresent());
    assertThat(node.greetings()).containsExactly("one");
  }

  @Test
  void aFileThatWasDeletedWhileTheNodeWasOffIsRemoved() throws Exception {
    Path file = node.drop.resolve("fish.jar");
    PluginDeploymentTest.greeter("1.0.0", "one").write(file);
    node.await("recorded", () -> !node.events.ofType("plugin.installed").isEmpty());
    node.close();
    Files.delete(file);
    node = new TestNode(data);
    node.await("removed", () -> !node.events.ofType("plugin.removed").isEmpty());
    assertThat(node.greetings()).isEmpty();
  }

  @Test
  void aJarDamagedInTheStoreIsTakenFromTheFolderAgain() throws Exception {
    PluginDeploymentTest.greeter("1.0.0", "one").write(node.drop.resolve("fish.jar"));
    node.await("recorded", () -> !node.events.ofType("plugin.installed").isEmpty());
    node.close();
    for (Path jar : stored()) {
      Files.writeString(jar, "rubbish");
    }
    node = new TestNode(data);
    node.await("up again", () -> node.greetings().equals(List.of("one")));
    assertThat(node.events.ofType("plugin.failed").get(0).message()).contains("damaged");
  }

  @Test
  void aPluginOfTheSharedFolderIsRemovedHereAndItsFileStays() throws Exception {
    Path file = node.shared.resolve("fish.jar");
    PluginDeploymentTest.greeter("1.0.0", "one").write(file);
    node.await("up", () -> node.state(FISH).equals("active"));
    node.desk.remove(FISH, false, false);
    assertThat(file).exists();
    node.await("told", () -> node.state("fish.jar").equals("withheld"));
    restart();
    node.await("still told", () -> node.state("fish.jar").equals("withheld"));
    assertThat(node.greetings()).isEmpty();
    PluginDeploymentTest.greeter("1.1.0", "new").write(file);
    node.await("a new content is a new plugin", () -> node.greetings().equals(List.of("new")));
  }

  @Test
  void anInstallThatFailsLeavesEverythingAsItWas() throws Exception {
    node.desk.install(
        PluginDeploymentTest.greeter("1.0.0", "one").write(data.resolve("one.jar")), false);
    Path bad =
        TestJar.bundle(FISH, "2.0.0").component(Failing.class, "").write(data.resolve("bad.jar"));
    assertThatThrownBy(() -> node.desk.install(bad, false))
        .isInstanceOfSatisfying(
            ControlException.class, e -> assertThat(e.code()).isEqualTo("failed"))
        .hasMessageContaining("the moon is full")
        .hasMessageContaining("version 1.0.0 runs on");
    Path rubbish = Files.writeString(data.resolve("rubbish.jar"), "rubbish");
    assertThatThrownBy(() -> node.desk.install(rubbish, false))
        .isInstanceOfSatisfying(
            ControlException.class, e -> assertThat(e.code()).isEqualTo("refused"))
        .hasMessageContaining("rubbish.jar is no whole jar");
    assertThat(node.greetings()).containsExactly("one");
    assertThat(node.row(FISH).orElseThrow().version()).isEqualTo("1.0.0");
    assertThat(stored()).hasSize(1);
  }

  @Test
  void wordsThatNameNothingAreAnsweredWithTheNearestName() throws Exception {
    node.desk.install(
        PluginDeploymentTest.greeter("1.0.0", "one").write(data.resolve("one.jar")), false);
    assertThatThrownBy(() -> node.desk.why("org.example.fihs"))
        .isInstanceOfSatisfying(
            ControlException.class, e -> assertThat(e.code()).isEqualTo("not-found"))
        .hasMessageContaining("did you mean org.example.fish?");
    assertThatThrownBy(() -> node.desk.remove("fish", false, false))
        .hasMessageContaining("did you mean org.example.fish?");
    assertThatThrownBy(() -> node.desk.install(data.resolve("none.jar"), false))
        .hasMessageContaining("there is no file");
    assertThatThrownBy(() -> node.desk.install(Path.of("one.jar"), false))
        .hasMessageContaining("must be an absolute path");
    assertThat(node.desk.why("org.apache.felix.scr").get(0)).containsEntry("state", "active");
  }

  @Test
  void aPluginThatIsStillBeingLoadedAfterARestartIsWaitedFor() throws Exception {
    node.desk.install(
        PluginDeploymentTest.greeter("1.0.0", "one").write(data.resolve("one.jar")), false);
    node.close();
    node = new TestNode(data, TestNode.Settings.DEFAULT.unopened());
    assertThatThrownBy(() -> node.desk.why(FISH))
        .isInstanceOfSatisfying(
            ControlException.class, e -> assertThat(e.code()).isEqualTo("unavailable"))
        .hasMessageContaining("still being loaded");
    node.open(); // returns at once
    assertThat(node.desk.remove(FISH, false, false)).containsEntry("action", "removed");
    assertThat(dropped()).isEmpty();
    assertThatThrownBy(() -> node.desk.remove(FISH, false, false))
        .isInstanceOfSatisfying(
            ControlException.class, e -> assertThat(e.code()).isEqualTo("not-found"));
  }

  private void restart() throws Exception {
    node.close();
    node = new TestNode(data);
  }

  private List<String> dropped() throws Exception {
    try (Stream<Path> files = Files.list(node.drop)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .toList();
    }
  }

  private List<Path> stored() throws Exception {
    try (Stream<Path> files = Files.list(node.drop.resolve(".store"))) {
      return files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
  }
}

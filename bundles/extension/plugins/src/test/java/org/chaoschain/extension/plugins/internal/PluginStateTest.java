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
import org.chaoschain.extension.plugins.sample.Keeper;
import org.chaoschain.extension.plugins.sample.Upgrade;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plugin keeps survives updates, and never meets a version that does not understand it. */
class PluginStateTest {
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
  void anUpdateOfTheSameFormGoesOnWithTheSameFolder() throws Exception {
    install("1.0.0", 1);
    write(1, "changed");
    assertThat(plan("1.1.0", 1))
        .containsEntry("action", "overlap")
        .containsEntry("state", "data of state version 1 is kept");
    install("1.1.0", 1);
    assertThat(node.greetings()).containsExactly("v1:changed");
  }

  @Test
  void aNewerFormIsMadeFromACopyBeforeTheNewGenerationStarts() throws Exception {
    install("1.0.0", 1);
    assertThat(plan("2.0.0", 2))
        .containsEntry("action", "hand-over")
        .containsEntry("state", "data is copied and migrated from state version 1 to 2");
    install("2.0.0", 2);
    assertThat(node.greetings()).containsExactly("v2:first>1to2");
    assertThat(folder(1).resolve("text")).hasContent("first");
    install("3.0.0", 3);
    assertThat(node.greetings()).containsExactly("v3:first>1to2>2to3");
    assertThat(folders()).containsExactly("v2", "v3"); // one step back is kept
  }

  @Test
  void aMigrationThatFailsLeavesTheOldGenerationWithItsData() throws Exception {
    install("1.0.0", 1);
    write(1, "broken");
    assertThatThrownBy(() -> install("2.0.0", 2))
        .hasMessageContaining(
            "the migration org.chaoschain.extension.plugins.sample.Upgrade of its data from state"
                + " version 1 to 2 failed: java.io.IOException: the text is broken")
        .hasMessageContaining("version 1.0.0 runs on");
    assertThat(node.greetings()).containsExactly("v1:broken");
    assertThat(folders()).containsExactly("v1");
  }

  @Test
  void aGenerationThatDoesNotComeUpAfterItsMigrationLeavesNothing() throws Exception {
    install("1.0.0", 1);
    TestJar bad =
        keeper("2.0.0", 2)
            .component(
                Keeper.class,
                "<reference name=\"Context\" interface=\"org.chaoschain.api.plugin.PluginContext\""
                    + " bind=\"setContext\"/><reference name=\"r\" interface=\"java.lang.Runnable\"/>");
    assertThatThrownBy(() -> node.desk.install(bad.write(data.resolve("bad.jar")), false))
        .hasMessageContaining("waits for its reference r");
    assertThat(node.greetings()).containsExactly("v1:first");
    assertThat(folders()).containsExactly("v1");
  }

  @Test
  void dataThatIsTooLargeToBeCopiedIsNamedWithLimitAndKey() throws Exception {
    install("1.0.0", 1);
    write(1, "x".repeat(1001));
    assertThatThrownBy(() -> install("2.0.0", 2))
        .hasMessageContaining("1001 bytes of data is above the limit of 1000")
        .hasMessageContaining("extension.plugins.state.max.bytes");
    assertThat(node.greetings().get(0)).startsWith("v1:xxx");
  }

  @Test
  void aNewerFormWithoutAMigrationIsRefusedBeforeTheOldGenerationStops() throws Exception {
    install("1.0.0", 1);
    Path file =
        keeper("2.0.0", 2)
            .header("Chaos-State-Migration", null)
            .write(data.resolve("no-migration.jar"));
    assertThatThrownBy(() -> node.desk.install(file, true))
        .isInstanceOfSatisfying(
            ControlException.class, e -> assertThat(e.code()).isEqualTo("refused"))
        .hasMessageContaining("its data has the state version 1, and 2.0.0 wants 2")
        .hasMessageContaining("Chaos-State-Migration");
    assertThat(node.greetings()).containsExactly("v1:first");
  }

  @Test
  void aLowerVersionHasToBeForced() throws Exception {
    install("1.1.0", 1);
    assertThatThrownBy(() -> install("1.0.0", 1))
        .hasMessageContaining("1.0.0 is a downgrade, 1.1.0 runs")
        .hasMessageContaining("--force");
    node.desk.install(keeper("1.0.0", 1).write(data.resolve("older.jar")), true);
    assertThat(node.row(FISH).orElseThrow().version()).isEqualTo("1.0.0");
    assertThatThrownBy(() -> install("1.0.5", 1))
        .hasMessageContaining("1.0.5 is a downgrade, 1.1.0 has run here");
  }

  @Test
  void aLowerVersionInTheFolderIsToldAndNotTaken() throws Exception {
    Path file = node.drop.resolve("fish.jar");
    keeper("2.0.0", 1).write(file);
    node.await("up", () -> node.state(FISH).equals("active"));
    keeper("1.0.0", 1).write(file);
    node.await("told", () -> node.idle(file).isPresent());
    assertThat(node.idle(file).orElseThrow().reason()).contains("1.0.0 is a downgrade");
    for (int i = 0; i < 3; i++) {
      node.desk.plan(keeper("2.1.0", 1).write(data.resolve("next.jar")), false); // a look later
    }
    assertThat(node.row(FISH).orElseThrow().version()).isEqualTo("2.0.0");
    assertThat(node.greetings()).hasSize(1);
  }

  @Test
  void olderDataIsTakenUpAgainOnlyByForceAndOnlyIfItIsStillThere() throws Exception {
    install("1.0.0", 1);
    install("2.0.0", 2);
    assertThatThrownBy(() -> install("1.0.0", 1))
        .hasMessageContaining("what was written since would not be seen");
    node.desk.install(keeper("1.0.0", 1).write(data.resolve("back.jar")), true);
    assertThat(node.greetings()).containsExactly("v1:first");
    install("2.0.0", 2, true);
    install("3.0.0", 3);
    assertThatThrownBy(() -> install("1.0.0", 1, true))
        .hasMessageContaining("what was there of that version has gone");
    assertThat(node.greetings().get(0)).startsWith("v3:");
  }

  @Test
  void removalKeepsTheDataUnlessItIsToGoAsWell() throws Exception {
    install("1.1.0", 1);
    write(1, "kept");
    assertThat(node.desk.planRemoval(FISH)).containsEntry("action", "remove");
    assertThat(node.desk.remove(FISH, false, false)).containsEntry("data", "kept");
    assertThatThrownBy(() -> install("1.0.0", 1)).hasMessageContaining("1.1.0 has run here");
    install("1.1.0", 1);
    assertThat(node.greetings()).containsExactly("v1:kept");
    assertThat(node.desk.remove(FISH, false, true)).containsEntry("data", "none");
    assertThat(node.drop.resolve("data").resolve(FISH)).doesNotExist();
    install("1.0.0", 1); // nothing is left that it could misread
    assertThat(node.greetings()).containsExactly("v1:first");
  }

  @Test
  void whatIsKnownOfAPluginSurvivesARestart() throws Exception {
    install("2.0.0", 2);
    node.close();
    node = new TestNode(data);
    node.await("up", () -> node.greetings().equals(List.of("v2:first")));
    assertThatThrownBy(() -> install("1.0.0", 1)).hasMessageContaining("1.0.0");
  }

  private void install(String version, int state) throws Exception {
    install(version, state, false);
  }

  private void install(String version, int state, boolean force) throws Exception {
    node.desk.install(keeper(version, state).write(data.resolve(version + ".jar")), force);
  }

  private java.util.Map<String, Object> plan(String version, int state) throws Exception {
    return node.desk.plan(keeper(version, state).write(data.resolve("plan.jar")), false);
  }

  private void write(int version, String text) throws Exception {
    Files.writeString(folder(version).resolve("text"), text);
  }

  private Path folder(int version) {
    return node.drop.resolve("data").resolve(FISH).resolve("v" + version);
  }

  private List<String> folders() throws Exception {
    try (Stream<Path> all = Files.list(node.drop.resolve("data").resolve(FISH))) {
      return all.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  private static TestJar keeper(String version, int state) {
    return TestJar.bundle(FISH, version)
        .header("Import-Package", "org.chaoschain.api.plugin")
        .header("Chaos-Capabilities", "files")
        .header("Chaos-State-Version", Integer.toString(state))
        .header("Chaos-State-Migration", Upgrade.class.getName())
        .component(
            Keeper.class,
            "<reference name=\"Context\" interface=\"org.chaoschain.api.plugin.PluginContext\""
                + " bind=\"setContext\"/>")
        .classes(Upgrade.class);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

/** Whatever happens in between, the store opens with the old or the new state. */
class PluginStoreTest {
  @TempDir Path folder;
  private Path place;
  private PluginStore store;

  @BeforeEach
  void open() throws Exception {
    place = folder.resolve("store");
    store = PluginStore.open(place);
  }

  @Test
  void keepsTheDesiredState() throws Exception {
    DesiredState state =
        new DesiredState(List.of(plugin("a", "0".repeat(64), 3)), List.of())
            .withholding(Path.of("/shared/b.jar"), "1".repeat(64));
    store.write(state);
    assertThat(PluginStore.open(place).read()).isEqualTo(state);
  }

  @Test
  void anEmptyStoreDesiresNothing() throws Exception {
    assertThat(store.read()).isEqualTo(DesiredState.EMPTY);
  }

  @Test
  void aCrashAtAnyStepLeavesTheOldOrTheNewState() throws Exception {
    String first = keep("first");
    DesiredState before = DesiredState.EMPTY.with(plugin("a", first, 1));
    store.write(before);
    List<Path> crashes = new ArrayList<>();
    String second = sha256Of("second");
    PluginStore.Staged staged = stage("second");
    crashes.add(snapshot());
    store.keep(staged, Optional.empty());
    crashes.add(snapshot());
    DesiredState after = DesiredState.EMPTY.with(plugin("a", second, 2));
    Files.writeString(place.resolve("plugins.json.tmp"), after.toJson().substring(0, 20));
    crashes.add(snapshot());
    store.write(after);
    crashes.add(snapshot());
    store.retain(Set.of(second));
    crashes.add(snapshot());

    for (Path crash : crashes) {
      PluginStore reopened = PluginStore.open(crash);
      DesiredState state = reopened.read();
      assertThat(state).isIn(before, after);
      for (DesiredPlugin each : state.plugins()) {
        assertThat(reopened.verified(each.sha256())).exists();
      }
      assertThat(names(crash)).noneMatch(name -> name.endsWith(".tmp"));
    }
    assertThat(PluginStore.open(crashes.get(4)).read()).isEqualTo(after);
    assertThat(names(crashes.get(4))).containsExactlyInAnyOrder("plugins.json", second + ".jar");
  }

  @Test
  void noticesAJarThatWasChangedOrIsGone() throws Exception {
    String hash = keep("content");
    assertThat(store.verified(hash)).exists();
    Files.writeString(store.jar(hash), "other");
    assertThatThrownBy(() -> store.verified(hash)).hasMessageContaining("changed or damaged");
    Files.delete(store.jar(hash));
    assertThatThrownBy(() -> store.verified(hash)).hasMessageContaining("gone from the store");
  }

  @Test
  void putsAListAsideThatItDoesNotUnderstand() throws Exception {
    for (String text :
        List.of(
            "", "{", "[]", "{\"format_version\":2}", "{\"format_version\":1,\"plugins\":[{}]}")) {
      Files.writeString(place.resolve("plugins.json"), text);
      assertThatThrownBy(() -> store.read())
          .as(text)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is not understood");
      assertThat(place.resolve("plugins.json.refused")).hasContent(text);
      assertThat(store.read()).isEqualTo(DesiredState.EMPTY);
    }
  }

  @Test
  void aJarBeyondTheLimitIsNotCopied() throws Exception {
    Path file = Files.write(folder.resolve("large.jar"), new byte[101]);
    assertThatThrownBy(
            () -> store.stage("large.jar", file, new RecordedMetrics().limit("k", 100, "bytes")))
        .isInstanceOf(RejectedPluginException.class)
        .hasMessageContaining("101 bytes is above the limit of 100; the key k changes it");
  }

  private PluginStore.Staged stage(String content) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), content);
    return store.stage("file", file, new RecordedMetrics().limit("k", 100, "bytes"));
  }

  private String keep(String content) throws Exception {
    PluginStore.Staged staged = stage(content);
    store.keep(staged, Optional.empty());
    return staged.sha256();
  }

  private String sha256Of(String content) throws Exception {
    String hash = stage(content).sha256();
    store.discard();
    return hash;
  }

  private Path snapshot() throws IOException {
    Path copy = Files.createTempDirectory(folder, "crash");
    for (String name : names(place)) {
      Files.copy(place.resolve(name), copy.resolve(name));
    }
    return copy;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static DesiredPlugin plugin(String name, String hash, int generation) {
    return new DesiredPlugin(
        name, new Version("1.0.0"), hash, Path.of("/data/plugins/a.jar"), generation, false);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.chaoschain.distribution.Packed.Call;
import org.chaoschain.distribution.Packed.Running;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin of a publisher that nobody has decided on, as the operator meets it at the command. */
class WaitingPluginIT {
  private static final String NAME = "org.example.asciimeme";

  @TempDir Path folder;

  @Test
  void whatWasRefusedWaitsAndIsInstalledByItsApproval()
      throws IOException, InterruptedException, ExecutionException {
    Path plugin = folder.resolve("meme.jar");
    Path key = folder.resolve("publisher.key");
    Files.copy(Packed.HOME.resolve("plugins-available").resolve("ascii-meme.jar"), plugin);
    assertThat(Packed.chaos("plugin", "keygen", "--out", key).code()).isZero();
    assertThat(Packed.chaos("plugin", "sign", plugin, "--key", key).code()).isZero();
    try (Running node = start()) {
      assertThat(node.ready().get("ready").getAsBoolean()).isTrue();
      for (List<String> flags : List.of(List.<String>of(), List.of("--json"))) {
        Call refused = chaos(flags, "install", plugin);
        assertThat(refused.code()).isEqualTo(5);
        assertThat(refused.err()).contains("it waits: 'chaos plugin approve " + NAME + "'");
        assertThat(chaos(List.of(), "list").out())
            .containsPattern(NAME + " +1[.]0[.]0 +waiting")
            .contains("chaos plugin approve " + NAME);
        Call forgotten = chaos(flags, "forget", NAME);
        assertThat(forgotten.code()).as(forgotten.err()).isZero();
        assertThat(chaos(List.of(), "list").out()).doesNotContain(NAME);
      }
      assertThat(chaos(List.of(), "install", plugin).code()).isEqualTo(5);
      Files.delete(plugin);
    }
    try (Running node = start()) { // it outlives a restart, and needs the file no more
      assertThat(node.ready().get("ready").getAsBoolean()).isTrue();
      Packed.until(() -> chaos(List.of(), "list").out().contains("waiting"));
      Call approved = chaos(List.of("--json"), "approve", NAME);
      assertThat(approved.code()).as(approved.err()).isZero();
      assertThat(approved.json().get("installed").getAsBoolean()).isTrue();
      assertThat(chaos(List.of(), "list").out()).containsPattern(NAME + " +1[.]0[.]0 +active");
    }
  }

  private Running start() throws IOException, InterruptedException, ExecutionException {
    return Packed.run(
        folder.resolve("node.err"),
        "run",
        "--init",
        "--quiet",
        "--json",
        "--set",
        "extension.plugins.policy=ask",
        "--data",
        folder.resolve("data"));
  }

  private Call chaos(List<String> flags, Object... plugin)
      throws IOException, InterruptedException {
    List<Object> all = new ArrayList<>(List.of("plugin"));
    all.addAll(Arrays.asList(plugin));
    all.addAll(flags);
    all.addAll(List.of("--data", folder.resolve("data")));
    return Packed.chaos(all.toArray());
  }
}

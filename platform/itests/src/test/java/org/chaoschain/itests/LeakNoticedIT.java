// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.chaoschain.itests.sample.Leaky;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of {@link PluginCyclesIT} can fail: it sees what a plugin leaves behind on purpose. */
class LeakNoticedIT {
  @TempDir Path data;
  private LiveNode node;

  @BeforeEach
  void start() throws Exception {
    node = LiveNode.start(Files.createDirectory(data.resolve("node")), Map.of());
    deployAndRemove("nothing"); // what stays was started by then
  }

  @AfterEach
  void stop() throws Exception {
    node.stop();
  }

  private Leftovers deployAndRemove(String leaves) throws Exception {
    Path jar = Calls.write(data, leaves + ".jar", SampleJar.leaky(leaves));
    Leftovers leftovers = new Leftovers(node, data);
    leftovers.begin();
    Calls.install(node, jar);
    leftovers.generation(SampleJar.LEAKY);
    if (leaves.equals("local")) {
      node.type("extension/leaky").orElseThrow().render(null);
    }
    node.ask("plugin.remove", Map.of("name", SampleJar.LEAKY));
    return leftovers;
  }

  @Test
  void aThreadIsNoticedWithItsClassLoader() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    System.getProperties().put(Leaky.RELEASE, release);
    try {
      assertThat(String.join("; ", deployAndRemove("thread").find(0)))
          .contains("1 class loaders of old generations", "1 more of thread leaky-plugin");
    } finally {
      release.countDown();
      System.getProperties().remove(Leaky.RELEASE);
    }
  }

  @Test
  void aThreadLocalOnAThreadOfTheNodeIsNoticed() throws Exception {
    assertThat(String.join("; ", deployAndRemove("local").find(0)))
        .contains("1 class loaders of old generations");
  }

  @Test
  void aShutdownHookIsNoticed() throws Exception {
    assertThat(String.join("; ", deployAndRemove("hook").find(0)))
        .contains("1 class loaders of old generations");
  }

  @Test
  void aFileThatStaysOpenIsNoticed() throws Exception {
    Leftovers leftovers = new Leftovers(node, data);
    leftovers.begin();
    Path file = Files.createFile(data.resolve("left"));
    try (var held = Files.newInputStream(file)) {
      assertThat(held.available()).isZero();
      List<String> found = leftovers.find(0);
      if (Files.isDirectory(Path.of("/proc/self/fd"))) {
        assertThat(found).anyMatch(text -> text.contains("open") && text.endsWith("left"));
      }
    }
  }
}

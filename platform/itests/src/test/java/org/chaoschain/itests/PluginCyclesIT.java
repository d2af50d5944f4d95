// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.chaoschain.api.message.MessageType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.wiring.BundleWiring;

/** Swapping a plugin again and again leaves nothing behind. */
class PluginCyclesIT {
  private static final int CYCLES = 200;

  @TempDir Path data;
  private LiveNode node;

  @BeforeEach
  void start() throws Exception {
    node = LiveNode.start(data.resolve("node"), Map.of());
  }

  @AfterEach
  void stop() throws Exception {
    node.stop();
  }

  @Test
  void twoHundredUpdatesLeaveNoClassLoaderAndNoThread() throws Exception {
    Path one = Files.write(data.resolve("one.jar"), Packed.plugin("1.0.0", "plain"));
    Path two = Files.write(data.resolve("two.jar"), Packed.plugin("1.1.0", "shaded"));
    install(one); // the first time starts what stays: workers, for one
    install(two);
    int bundles = node.context().getBundles().length;
    Set<String> threads = threads();
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      if (cycle % 10 == 9) {
        node.ask("plugin.remove", Map.of("name", Packed.PLUGIN));
        assertThat(node.type(Packed.TYPE)).isEmpty();
      }
      install(cycle % 2 == 0 ? one : two);
      loaders.add(new WeakReference<>(loader()));
    }
    assertThat(node.context().getBundles()).hasSize(bundles);
    loaders.remove(loaders.size() - 1); // this one runs
    node.await(
        "all but the running generation's class loader are collected",
        () -> {
          System.gc();
          return loaders.stream().allMatch(loader -> loader.get() == null);
        });
    node.await("no thread is left", () -> threads.containsAll(threads()));
  }

  private void install(Path file) throws Exception {
    node.ask("plugin.install", Map.of("file", file.toString(), "force", true));
    MessageType type = node.type(Packed.TYPE).orElseThrow();
    assertThat(type.maxBytes()).isPositive();
  }

  private ClassLoader loader() {
    return Arrays.stream(node.context().getBundles())
        .filter(bundle -> Packed.PLUGIN.equals(bundle.getSymbolicName()))
        .findFirst()
        .orElseThrow()
        .adapt(BundleWiring.class)
        .getClassLoader();
  }

  /** Names without numbers: a pool may exchange its threads. */
  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(thread -> thread.getName().replaceAll("\\d+", "#"))
        .collect(Collectors.toSet());
  }
}

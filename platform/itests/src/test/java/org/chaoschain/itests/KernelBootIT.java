// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packed node boots, and its plugins outlive the framework's cache. */
class KernelBootIT {
  @TempDir Path data;

  @Test
  void theKernelBootsTheFeatureWithAllComponentsSatisfied() throws Exception {
    LiveNode node = LiveNode.start(data, Map.of());
    try {
      assertThat(node.kernel().componentReport().problems()).isEmpty();
      assertThat(node.kernel().componentReport().complete()).isTrue();
      assertThat(node.kernel().componentReport().components()).hasSizeGreaterThan(25);
      assertThat(node.ask("status", Map.of())).hasSize(1);
      assertThat(node.ask("status", Map.of()).get(0)).containsKey("plugins");
    } finally {
      node.stop();
    }
  }

  @Test
  void anInstalledPluginIsThereAgainAfterAStartWithAnEmptyCache() throws Exception {
    LiveNode first = LiveNode.start(data, Map.of());
    try {
      first.ask("plugin.install", Map.of("file", Packed.plugin().toString()));
      assertThat(first.type(Packed.TYPE)).isPresent();
    } finally {
      first.stop();
    }
    LiveNode second = LiveNode.start(data, Map.of());
    try {
      second.await("its type is there", () -> second.type(Packed.TYPE).isPresent());
      second.await("it is listed", () -> !second.ask("plugin.list", Map.of()).isEmpty());
      assertThat(second.ask("plugin.list", Map.of()).get(0))
          .extracting("name", "state")
          .containsExactly(Packed.PLUGIN, "active");
    } finally {
      second.stop();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The API and the P2P libraries are named modules that run on the plain module path, without OSGi.
 */
class ModulePathTest {
  private static final Set<String> ROOTS =
      new TreeSet<>(
          Set.of(
              "org.chaoschain.api",
              "org.chaoschain.p2p.api",
              "org.chaoschain.p2p.bootstrap",
              "org.chaoschain.p2p.pubsub",
              "org.chaoschain.p2p.gossipsub",
              "org.chaoschain.p2p.host",
              "org.chaoschain.p2p.identify",
              "org.chaoschain.p2p.identity",
              "org.chaoschain.p2p.multistream",
              "org.chaoschain.p2p.peers",
              "org.chaoschain.p2p.ping",
              "org.chaoschain.transport.memory",
              "org.chaoschain.transport.noise",
              "org.chaoschain.transport.tcp",
              "org.chaoschain.transport.yamux"));

  private static ModuleFinder modulePath() {
    Path[] entries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("test-classes"))
            .map(Path::of)
            .toArray(Path[]::new);
    return ModuleFinder.of(entries);
  }

  @Test
  void the_module_path_resolves_and_none_of_ours_is_automatic() {
    ModuleFinder finder = modulePath();
    Configuration resolved =
        Configuration.resolve(
            finder, java.util.List.of(ModuleLayer.boot().configuration()), finder, ROOTS);
    Set<String> automatic =
        resolved.modules().stream()
            .map(module -> module.reference())
            .filter(reference -> reference.descriptor().isAutomatic())
            .map(reference -> reference.descriptor().name())
            .filter(name -> name.startsWith("org.chaoschain"))
            .collect(Collectors.toSet());
    assertThat(automatic).isEmpty();
  }

  @Test
  void the_classes_of_the_stack_link_in_a_layer_of_their_own() throws Exception {
    ModuleFinder finder = modulePath();
    Configuration resolved =
        Configuration.resolve(
            finder, java.util.List.of(ModuleLayer.boot().configuration()), finder, ROOTS);
    ModuleLayer layer =
        ModuleLayer.boot()
            .defineModulesWithOneLoader(resolved, ClassLoader.getPlatformClassLoader());
    for (String name :
        Set.of(
            "org.chaoschain.p2p.host.core.P2pHost",
            "org.chaoschain.transport.noise.core.NoiseChannel",
            "org.chaoschain.transport.yamux.core.YamuxMuxer",
            "org.chaoschain.transport.tcp.TcpTransport",
            "org.chaoschain.p2p.gossipsub.core.Gossipsub",
            "org.chaoschain.p2p.peers.core.PeerList")) {
      String module = ROOTS.stream().filter(root -> name.startsWith(root + ".")).findFirst().get();
      Class<?> type = Class.forName(name, true, layer.findLoader(module));
      assertThat(type.getModule().isNamed()).isTrue();
      assertThat(type.getModule().getLayer()).isSameAs(layer);
      assertThat(type.getDeclaredConstructors()).isNotEmpty();
    }
  }

  @Test
  void every_module_of_ours_on_the_path_is_found_by_its_name() {
    Set<String> ours =
        modulePath().findAll().stream()
            .map(ModuleReference::descriptor)
            .map(descriptor -> descriptor.name())
            .filter(name -> name.startsWith("org.chaoschain"))
            .collect(Collectors.toSet());
    assertThat(ours).containsAll(ROOTS);
  }
}

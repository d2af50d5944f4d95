// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugins that a benchmark makes are whole ones. */
class BenchPluginTest {
  @TempDir Path folder;

  private static List<BenchPlugin> all() {
    List<BenchPlugin> all = new ArrayList<>(List.of(Subject.LOAD));
    Subject.ALL.forEach(subject -> all.add(subject.swapped()));
    return all;
  }

  @Test
  void each_has_its_version_the_classes_it_names_and_well_formed_descriptors() throws Exception {
    for (BenchPlugin plugin : all()) {
      Path file = plugin.write(folder, "1.0.7", Subject.CLASSES, Map.of("version", "1.0.7"));
      try (JarFile jar = new JarFile(file.toFile())) {
        Manifest manifest = jar.getManifest();
        assertThat(manifest.getMainAttributes().getValue("Bundle-Version")).isEqualTo("1.0.7");
        assertThat(manifest.getMainAttributes().getValue("Bundle-SymbolicName"))
            .isEqualTo(plugin.name());
        String[] descriptors =
            manifest.getMainAttributes().getValue("Service-Component").split(",", -1);
        assertThat(descriptors).hasSameSizeAs(plugin.components());
        for (String descriptor : descriptors) {
          try (InputStream in = jar.getInputStream(jar.getEntry(descriptor))) {
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
          }
        }
        for (BenchPlugin.Component component : plugin.components()) {
          String path = "org/chaoschain/cli/bench/plugin/" + component.type() + ".class";
          assertThat(jar.getEntry(path)).isNotNull();
        }
      }
    }
  }

  @Test
  void its_classes_use_nothing_of_this_program_that_it_does_not_carry() throws IOException {
    Path file = Subject.LOAD.write(folder, "1.0.0", Subject.CLASSES, Map.of());
    try (JarFile jar = new JarFile(file.toFile())) {
      for (ZipEntry entry : jar.stream().filter(e -> e.getName().endsWith(".class")).toList()) {
        String constants =
            new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(constants.replace("org/chaoschain/cli/bench/plugin/", ""))
            .doesNotContain("org/chaoschain/cli/")
            .doesNotContain("org/chaoschain/p2p/");
      }
    }
  }
}

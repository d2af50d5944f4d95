// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.pf4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarInputStream;
import org.chaoschain.extension.plugins.TestJar;
import org.chaoschain.extension.plugins.TestPlugin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundle that stands for a PF4J plugin. */
class CarrierTest {
  private static final String SHA256 = "ab".repeat(32);

  @TempDir Path folder;

  @Test
  void saysWhatThePluginSays() throws Exception {
    Path file =
        TestPlugin.jar("1.2.3", "x")
            .header("Plugin-Class", "org.example.Poll")
            .header("Chaos-Capabilities", "message-type=extension/echo")
            .header("Chaos-State-Version", "2")
            .header("Other", "is left out")
            .write(folder.resolve("ein plügin.jar"));
    Attributes main = manifest(file);
    assertThat(main.getValue("Bundle-SymbolicName")).isEqualTo(TestPlugin.ID);
    assertThat(main.getValue("Bundle-Version")).isEqualTo("1.2.3.release");
    assertThat(main.getValue("Bundle-Activator"))
        .isEqualTo("org.chaoschain.extension.pf4j.carrier.CarrierActivator");
    assertThat(main.getValue("Import-Package"))
        .isEqualTo("org.chaoschain.extension.pf4j.carrier;version=\"[1,2)\"");
    assertThat(Path.of(java.net.URI.create(main.getValue("Chaos-Pf4j-File")))).isEqualTo(file);
    assertThat(main.getValue("Chaos-Pf4j-Sha256")).isEqualTo(SHA256);
    assertThat(main.getValue("Chaos-Pf4j-Layout")).isEqualTo("jar");
    assertThat(main.getValue("Plugin-Version")).isEqualTo("1.2.3");
    assertThat(main.getValue("Plugin-Class")).isEqualTo("org.example.Poll");
    assertThat(main.getValue("Chaos-Capabilities")).isEqualTo("message-type=extension/echo");
    assertThat(main.getValue("Chaos-State-Version")).isEqualTo("2");
    assertThat(main.getValue("Other")).isNull();
  }

  @Test
  void readsTheProperties() throws Exception {
    Path file =
        TestPlugin.zip("1.0.0", "x")
            .entry(
                "plugin.properties",
                "plugin.id=org.example.zip\nplugin.version=2.0.0\nchaos.capabilities=network\nchaos.state.version=3")
            .write(folder.resolve("a.zip"));
    Attributes main = manifest(file);
    assertThat(main.getValue("Bundle-SymbolicName")).isEqualTo("org.example.zip");
    assertThat(main.getValue("Chaos-Pf4j-Layout")).isEqualTo("zip");
    assertThat(main.getValue("Chaos-Capabilities")).isEqualTo("network");
    assertThat(main.getValue("Chaos-State-Version")).isEqualTo("3");
  }

  @Test
  void isTheSameEachTime() throws Exception {
    Path file = TestPlugin.jar("1.0.0", "x").write(folder.resolve("a.jar"));
    assertThat(carrier(file)).isEqualTo(carrier(file));
  }

  @Test
  void aBundleIsItsOwn() throws Exception {
    Path both =
        TestJar.bundle("org.example.both", "1.0.0")
            .header("Plugin-Id", "both")
            .header("Plugin-Version", "1.0.0")
            .write(folder.resolve("both.jar"));
    assertThat(carrier(both)).isEqualTo(Files.readAllBytes(both));
  }

  private static byte[] carrier(Path file) throws Exception {
    try (InputStream in = Carrier.open(file, SHA256)) {
      return in.readAllBytes();
    }
  }

  private static Attributes manifest(Path file) throws Exception {
    try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(carrier(file)))) {
      return jar.getManifest().getMainAttributes();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.message.Messenger;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.time.Clock;
import org.chaoschain.extension.plugins.TestJar;
import org.chaoschain.extension.plugins.sample.Commander;
import org.chaoschain.extension.plugins.sample.Curious;
import org.chaoschain.extension.plugins.sample.Greeter;
import org.chaoschain.ops.system.SystemClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin sees and does what its manifest declares, and no more. */
class PluginIsolationTest {
  private static final String FISH = "org.example.fish";
  private static final String IMPORTS =
      "org.osgi.framework,org.chaoschain.api.plugin,org.chaoschain.api.node";

  @TempDir Path data;
  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    node = new TestNode(data);
    node.manager().registerService(Clock.class, new SystemClock(), null);
    node.manager().registerService(Metrics.class, node.metrics, null);
    node.manager().registerService(Runnable.class, () -> {}, null);
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  @Test
  void seesOfTheNodeWhatIsForPluginsAndNothingElse() throws Exception {
    install(curious("1.0.0"));
    assertThat(node.greetings().get(0))
        .isEqualTo(
            "Clock,Metrics,Node,PluginContext,Supplier CapabilityException"
                + " the plugin org.example.fish may not use the node's folder 'keys';"
                + " its own is PluginContext.dataFolder()");
    assertThat(node.events.ofType("plugin.capability").get(0).message())
        .contains("wanted files and was refused");
  }

  @Test
  void theNodeDoesNotSeeWhatIsForPlugins() throws Exception {
    assertThat(node.observer().getServiceReference("org.chaoschain.api.node.Node")).isNull();
    assertThat(node.observer().getServiceReference("java.lang.Runnable")).isNotNull();
  }

  @Test
  void whoDeclaresFilesHasAFolderThatNobodyElseReads() throws Exception {
    install(curious("1.0.0").header("Chaos-Capabilities", "files"));
    assertThat(node.greetings().get(0)).contains("org.example.fish/1.0.0/1=org.example.fish/v1");
    Path folder = node.drop.resolve("data").resolve(FISH).resolve("v1");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
  }

  @Test
  void aCommandNeedsItsCapability() throws Exception {
    assertThatThrownBy(() -> install(commander()))
        .hasMessageContaining(
            "it adds the control command fish.feed and does not declare the capability"
                + " command=fish.feed");
    assertThat(node.observer().getServiceReference(ControlCommand.class)).isNull();
    install(commander().header("Chaos-Capabilities", "command=fish.*"));
    assertThat(node.observer().getServiceReference(ControlCommand.class)).isNotNull();
  }

  @Test
  void nobodyButTheNodeGivesEntropy() {
    assertThatThrownBy(() -> install(commander().header("Greedy", "yes")))
        .hasMessageContaining(EntropySource.class.getName())
        .hasMessageContaining("which only the node itself may");
    assertThat(node.observer().getServiceReference(EntropySource.class)).isNull();
    assertThat(node.events.ofType("plugin.refused")).hasSize(1);
  }

  @Test
  void aHookOfTheFrameworkIsRefusedBeforeAnythingIsInstalled() {
    assertThatThrownBy(
            () ->
                install(
                    curious("1.0.0").header("Import-Package", "org.osgi.framework.hooks.service")))
        .hasMessageContaining("imports org.osgi.framework.hooks.service; hooks of the framework");
  }

  @Test
  void whyNamesTheCapabilityThatIsMissing() throws Exception {
    node.manager()
        .registerService(
            Messenger.class.getName(),
            java.lang.reflect.Proxy.newProxyInstance(
                Messenger.class.getClassLoader(),
                new Class<?>[] {Messenger.class},
                (proxy, method, arguments) -> null),
            null);
    TestJar jar =
        TestJar.bundle(FISH, "1.0.0")
            .component(
                Greeter.class,
                "<reference name=\"messenger\" interface=\"org.chaoschain.api.message.Messenger\"/>")
            .header("Import-Package", "org.chaoschain.api.message")
            .entry("greeting", "hello");
    Path file = jar.write(node.drop.resolve("fish.jar"));
    node.await("failed", () -> node.idle(file).isPresent());
    assertThat(node.desk.why(FISH).toString())
        .contains(
            "component Greeter waits for its reference messenger",
            "a plugin that takes org.chaoschain.api.message.Messenger declares the capability"
                + " agent=*: add it to the header Chaos-Capabilities");
    jar.header("Chaos-Capabilities", "agent=*").write(file);
    node.await("up", () -> node.greetings().equals(List.of("hello")));
  }

  @Test
  void aHeaderThatCannotBeReadIsRefusedWithThePlace() throws Exception {
    assertThatThrownBy(() -> install(curious("1.0.0").header("Chaos-Capabilities", "files, nett")))
        .hasMessageContaining("'nett' is no kind of capability")
        .hasMessageContaining("at character 8");
  }

  private void install(TestJar jar) throws Exception {
    node.desk.install(jar.write(data.resolve("install.jar")), false);
  }

  private static TestJar curious(String version) {
    return TestJar.bundle(FISH, version)
        .header("Import-Package", IMPORTS)
        .component(Curious.class, "");
  }

  private static TestJar commander() {
    return TestJar.bundle(FISH, "1.0.0")
        .header(
            "Import-Package",
            "org.osgi.framework,org.chaoschain.api.control,org.chaoschain.api.random")
        .header("Bundle-Activator", Commander.class.getName())
        .classes(Commander.class);
  }
}

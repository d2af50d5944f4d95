// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.chaoschain.api.isolation.SwapEffects;
import org.chaoschain.api.isolation.SwapEffects.Effect;
import org.chaoschain.extension.plugins.TestJar;
import org.chaoschain.extension.plugins.sample.Greeter;
import org.chaoschain.extension.plugins.sample.Leaky;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people are told: why something does not run, what a change touches, what was left behind.
 */
class PluginWhyTest {
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
  void aUsesConflictNamesThePackageAndBothProviders() throws Exception {
    offers("org.example.old", "1.0.0").write(node.drop.resolve("old.jar"));
    offers("org.example.young", "2.0.0").write(node.drop.resolve("young.jar"));
    TestJar.bundle("org.example.middle", "1.0.0")
        .header("Import-Package", "org.example.tide;version=\"[1,2)\"")
        .header("Export-Package", "org.example.sea;version=1.0.0;uses:=\"org.example.tide\"")
        .entry("org/example/sea/file", "x")
        .write(node.drop.resolve("middle.jar"));
    node.await("the three are up", () -> node.state("org.example.middle").equals("active"));
    Path file =
        TestJar.bundle(FISH, "1.0.0")
            .header("Import-Package", "org.example.sea,org.example.tide;version=\"[2,3)\"")
            .write(node.drop.resolve("fish.jar"));
    node.await("failed", () -> node.idle(file).isPresent());
    assertThat(node.desk.why(FISH).toString())
        .contains("it would meet package org.example.tide twice (uses conflict)")
        .contains("org.example.old", "org.example.young")
        .contains("choose import ranges so that both come from one bundle");
  }

  @Test
  void aMissingConfigurationIsNamedByItsPid() throws Exception {
    Path file =
        TestJar.bundle(FISH, "1.0.0")
            .header("Service-Component", "OSGI-INF/component.xml")
            .classes(Greeter.class)
            .entry(
                "OSGI-INF/component.xml",
                """
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.5.0" name="Greeter"
                    configuration-policy="require" configuration-pid="org.example.fish.food">
                  <implementation class="%s"/>
                  <service><provide interface="java.util.function.Supplier"/></service>
                </scr:component>
                """
                    .formatted(Greeter.class.getName()))
            .write(node.drop.resolve("fish.jar"));
    node.await("failed", () -> node.idle(file).isPresent());
    assertThat(node.desk.why(FISH).toString())
        .contains(
            "component Greeter requires a configuration, and there is none for PID"
                + " org.example.fish.food");
  }

  @Test
  void aComponentOfWhichThereIsOnePerConfigurationIsUpWithoutAny() throws Exception {
    TestJar.bundle(FISH, "1.0.0")
        .header("Service-Component", "OSGI-INF/component.xml")
        .classes(Greeter.class)
        .entry(
            "OSGI-INF/component.xml",
            """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.5.0" name="Greeter"
                configuration-policy="require" configuration-pid="org.example.fish.food">
              <implementation class="%s"/>
              <property name="chaos.instances" value="per-configuration"/>
              <service><provide interface="java.util.function.Supplier"/></service>
            </scr:component>
            """
                .formatted(Greeter.class.getName()))
        .write(node.drop.resolve("fish.jar"));
    node.await("up", () -> node.state(FISH).equals("active"));
    assertThat(node.desk.why(FISH).get(0)).containsEntry("reasons", List.of());
  }

  @Test
  void aReferenceWhoseFilterMissesNamesTheNearestService() throws Exception {
    node.manager()
        .registerService(
            Runnable.class,
            () -> {},
            org.osgi.framework.FrameworkUtil.asDictionary(Map.of("colour", "red")));
    Path file =
        TestJar.bundle(FISH, "1.0.0")
            .component(
                Greeter.class,
                "<reference name=\"run\" interface=\"java.lang.Runnable\""
                    + " target=\"(colour=blue)\"/>")
            .write(node.drop.resolve("fish.jar"));
    node.await("failed", () -> node.idle(file).isPresent());
    assertThat(node.desk.why(FISH).toString())
        .contains("with filter (colour=blue)", "the nearest is one of", "with colour=red");
  }

  @Test
  void aPlanTellsWiresEffectsCapabilitiesAndWhatItWillTake() throws Exception {
    node.manager()
        .registerService(
            SwapEffects.class,
            (plugin, change) ->
                List.of(
                    new Effect(
                        SwapEffects.Kind.STREAMS_CLOSE, "/fish/1.0.0", 3, java.time.Duration.ZERO),
                    new Effect(
                        SwapEffects.Kind.MESSAGE_TYPE_PAUSES,
                        "extension/" + change,
                        7,
                        java.time.Duration.ofMillis(600))),
            null);
    offers("org.example.old", "1.0.0").write(node.drop.resolve("old.jar"));
    TestJar.bundle("org.example.needs", "1.0.0")
        .header("Import-Package", "org.example.tide")
        .write(node.drop.resolve("needs.jar"));
    node.await("both are up", () -> node.state("org.example.needs").equals("active"));
    Path next =
        offers("org.example.old", "1.5.0")
            .header("Chaos-Capabilities", "topic=fish")
            .write(data.resolve("next.jar"));
    Map<String, Object> plan = node.desk.plan(next, false);
    assertThat(plan)
        .containsEntry("restarts", List.of("org.example.needs 1.0.0"))
        .containsEntry("capabilities_added", List.of("topic=fish"))
        .containsEntry("state", "no data")
        .containsEntry("estimate_ms", 1000L)
        .containsEntry("estimate_basis", "a guess: no update has been measured in this node");
    assertThat(plan.get("wires").toString())
        .isEqualTo(
            "[{kind=package, what=org.example.tide, from=org.example.needs 1.0.0,"
                + " before=org.example.old 1.0.0, after=org.example.old 1.5.0}]");
    assertThat(plan.get("effects").toString())
        .contains("kind=message-type-pauses, name=extension/OVERLAP, count=7, pause_ms=600")
        .contains("kind=streams-close, name=/fish/1.0.0, count=3");
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> node.desk.install(next, false))
        .hasMessageContaining("3 closed streams is above the limit of 2")
        .hasMessageContaining("extension.plugins.max.streams")
        .hasMessageContaining("600 milliseconds of pause is above the limit of 500")
        .hasMessageContaining("extension.plugins.max.pause");
    node.desk.install(next, true);
    assertThat(node.desk.planRemoval("org.example.old"))
        .containsEntry("estimate_basis", "the median of the last 1 updates in this node");
  }

  @Test
  void aGenerationThatLeavesAThreadIsToldWithItsName() throws Exception {
    node.close();
    node =
        new TestNode(data, TestNode.Settings.DEFAULT.collections(java.time.Duration.ofMillis(100)));
    node.desk.install(
        TestJar.bundle(FISH, "1.0.0")
            .header("Import-Package", "org.osgi.framework")
            .header("Bundle-Activator", Leaky.class.getName())
            .classes(Leaky.class)
            .write(data.resolve("leaky.jar")),
        false);
    node.desk.install(
        PluginDeploymentTest.greeter("2.0.0", "tidy").write(data.resolve("tidy.jar")), false);
    node.await("told", () -> !node.events.ofType("plugin.leak").isEmpty());
    assertThat(node.events.ofType("plugin.leak").get(0).message())
        .contains("Plugin org.example.fish 1.0.0", "leaky-thread");
    assertThat(node.metrics.gaugeValue("plugins.leaked.generations")).isEqualTo(1.0);
    assertThat(node.row(FISH).orElseThrow().leaked()).isEqualTo(1);
    assertThat(node.desk.show(FISH).get("leaked").toString()).contains("leaky-thread");
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("leaky-thread"))
        .forEach(Thread::interrupt);
    node.await(
        "nothing is left", () -> node.metrics.gaugeValue("plugins.leaked.generations") == 0.0);
  }

  @Test
  void aTidyGenerationIsNotTold() throws Exception {
    node.close();
    node =
        new TestNode(data, TestNode.Settings.DEFAULT.collections(java.time.Duration.ofMillis(100)));
    node.desk.install(
        PluginDeploymentTest.greeter("1.0.0", "one").write(data.resolve("one.jar")), false);
    java.lang.ref.WeakReference<ClassLoader> first =
        new java.lang.ref.WeakReference<>(
            node.bundle(FISH).adapt(org.osgi.framework.wiring.BundleWiring.class).getClassLoader());
    node.desk.install(
        PluginDeploymentTest.greeter("2.0.0", "two").write(data.resolve("two.jar")), false);
    node.await("it is collected", () -> first.refersTo(null));
    assertThat(node.events.ofType("plugin.leak")).isEmpty();
  }

  @Test
  void showTellsEverything() throws Exception {
    node.desk.install(
        PluginDeploymentTest.greeter("1.0.0", "one")
            .header("Chaos-Capabilities", "topic=fish, files")
            .write(data.resolve("one.jar")),
        false);
    Map<String, Object> shown = node.desk.show(FISH);
    assertThat(shown)
        .containsEntry("state", "active")
        .containsEntry("health", "ok")
        .containsEntry("capabilities", List.of("topic=fish", "files"))
        .containsEntry("data_bytes", 0L);
    assertThat(shown.get("quotas").toString()).contains("handlers={used=0, limit=2, refused=0}");
    assertThat(shown.get("history").toString()).contains("generation=1", "outcome=runs");
  }

  private static TestJar offers(String name, String version) {
    return TestJar.bundle(name, version)
        .header("Export-Package", "org.example.tide;version=" + version)
        .entry("org/example/tide/file", "x");
  }
}

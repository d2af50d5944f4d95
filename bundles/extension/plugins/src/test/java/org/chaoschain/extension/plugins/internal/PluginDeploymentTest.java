// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.isolation.SwapEffects;
import org.chaoschain.extension.plugins.TestJar;
import org.chaoschain.extension.plugins.sample.BrokenActivator;
import org.chaoschain.extension.plugins.sample.Failing;
import org.chaoschain.extension.plugins.sample.Greeter;
import org.chaoschain.extension.plugins.sample.HangingActivator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/** Files come and go in a folder, and a running framework follows. */
class PluginDeploymentTest {
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
  void aDroppedFileIsDeployedReplacedAndRemoved() throws Exception {
    Path file = node.drop.resolve("fish.jar");
    greeter("1.0.0", "blub").write(file);
    node.await("the service is there", () -> node.greetings().equals(List.of("blub")));
    node.await("it is listed", () -> node.state(FISH).equals("active"));
    PluginRow first = node.row(FISH).orElseThrow();
    assertThat(first.generation()).isEqualTo(1);
    assertThat(first.services()).containsExactly("java.util.function.Supplier");

    greeter("1.1.0", "blubb").write(file);
    node.await("the new service is alone", () -> node.greetings().equals(List.of("blubb")));
    node.await(
        "the new generation is listed",
        () -> node.row(FISH).map(PluginRow::generation).orElse(0) == 2);
    assertThat(node.row(FISH).orElseThrow().version()).isEqualTo("1.1.0");
    node.await("one bundle is left", () -> node.bundles(FISH) == 1);

    Files.delete(file);
    node.await("the service is gone", () -> node.greetings().isEmpty());
    node.await("the bundle is gone", () -> node.bundles(FISH) == 0);
    node.await("it is told", () -> !node.events.ofType("plugin.removed").isEmpty());
    assertThat(node.events.published())
        .extracting(event -> event.type())
        .containsExactly("plugin.policy", "plugin.installed", "plugin.updated", "plugin.removed");
    assertThat(plan("plugin.installed")).containsEntry("plan_action", "install");
    assertThat(plan("plugin.updated"))
        .containsEntry("plan_action", "overlap")
        .containsEntry("plan_restarts", "")
        .containsEntry("plan_streams", "0")
        .containsEntry("plan_types", "")
        .containsEntry("plan_pause_ms", "0");
    assertThat(plan("plugin.removed")).containsEntry("plan_action", "remove");
  }

  @Test
  void theEventOfAnUpdateTellsWhatItsPlanSaid() throws Exception {
    node.manager()
        .registerService(
            SwapEffects.class,
            (plugin, change) ->
                List.of(
                    new SwapEffects.Effect(
                        SwapEffects.Kind.MESSAGE_TYPE_PAUSES,
                        "extension/fish",
                        3,
                        Duration.ofMillis(40)),
                    new SwapEffects.Effect(
                        SwapEffects.Kind.STREAMS_CLOSE, "/fish/1", 2, Duration.ZERO)),
            null);
    Path file = node.drop.resolve("fish.jar");
    greeter("1.0.0", "blub").write(file);
    node.await("installed", () -> !node.events.ofType("plugin.installed").isEmpty());
    assertThat(plan("plugin.installed")).containsEntry("plan_types", "");
    greeter("1.1.0", "blubb").write(file);
    node.await("updated", () -> !node.events.ofType("plugin.updated").isEmpty());
    assertThat(plan("plugin.updated"))
        .containsEntry("plan_types", "extension/fish")
        .containsEntry("plan_pause_ms", "40")
        .containsEntry("plan_streams", "2");
  }

  private Map<String, String> plan(String type) {
    return node.events.ofType(type).get(0).details();
  }

  @Test
  void theNewGenerationIsThereBeforeTheOldOneGoes() throws Exception {
    Path file = node.drop.resolve("fish.jar");
    greeter("1.0.0", "old").write(file);
    node.await("up", () -> node.state(FISH).equals("active"));
    java.util.concurrent.atomic.AtomicInteger least =
        new java.util.concurrent.atomic.AtomicInteger(Integer.MAX_VALUE);
    java.util.concurrent.atomic.AtomicInteger most =
        new java.util.concurrent.atomic.AtomicInteger();
    node.observer()
        .addServiceListener(
            event -> {
              int now = registered(); // Felix takes a service out before it tells
              least.accumulateAndGet(now, Math::min);
              most.accumulateAndGet(now, Math::max);
            },
            "(objectClass=java.util.function.Supplier)");
    greeter("2.0.0", "new").write(file);
    node.await("swapped", () -> node.greetings().equals(List.of("new")));
    assertThat(least).hasValueGreaterThanOrEqualTo(1);
    assertThat(most).hasValue(2);
  }

  @Test
  void aHalfWrittenFileIsWaitedForThenReportedAndTheRunningVersionStays() throws Exception {
    Path file = node.drop.resolve("fish.jar");
    greeter("1.0.0", "blub").write(file);
    node.await("up", () -> node.state(FISH).equals("active"));
    byte[] next = greeter("1.1.0", "blubb").bytes();
    Files.write(file, Arrays.copyOf(next, next.length / 2));
    node.await("reported", () -> node.idle(file).isPresent());
    assertThat(node.idle(file).orElseThrow().state()).isEqualTo("rejected");
    assertThat(node.idle(file).orElseThrow().reason()).contains("fish.jar is no whole jar");
    assertThat(node.events.ofType("plugin.rejected")).hasSize(1);
    assertThat(node.greetings()).containsExactly("blub");
    assertThat(node.desk.why("fish.jar").toString()).contains("no whole jar");

    Files.write(file, next);
    node.await("taken when it is whole", () -> node.greetings().equals(List.of("blubb")));
    node.await("no complaint is left", () -> node.idle(file).isEmpty());
  }

  @Test
  void aVersionThatDoesNotComeUpIsRolledBack() throws Exception {
    Path file = node.drop.resolve("fish.jar");
    greeter("1.0.0", "blub").write(file);
    node.await("up", () -> node.state(FISH).equals("active"));
    TestJar.bundle(FISH, "2.0.0").component(Failing.class, "").write(file);
    node.await("failed", () -> node.idle(file).isPresent());
    PluginRow failed = node.idle(file).orElseThrow();
    assertThat(failed.state()).isEqualTo("failed");
    assertThat(failed.reason())
        .contains("component Failing failed in its activation", "the moon is full");
    node.await("the new bundle is gone", () -> node.bundles(FISH) == 1);
    assertThat(node.greetings()).containsExactly("blub");
    assertThat(node.row(FISH).orElseThrow().version()).isEqualTo("1.0.0");
    assertThat(node.events.ofType("plugin.failed").get(0).message())
        .contains("the version before runs on");
  }

  @Test
  void whyNamesTheMissingPackageAndTheNearestOffer() throws Exception {
    Path file = node.drop.resolve("fish.jar");
    greeter("1.0.0", "x")
        .header(
            "Import-Package",
            "org.osgi.util.promise;version=\"[2.0,3)\",org.osgi.util.functoin;version=\"1.0\"")
        .write(file);
    node.await("failed", () -> node.idle(file).isPresent());
    assertThat(node.desk.why(FISH).toString())
        .contains(
            "imports package org.osgi.util.promise in version [2.0.0,3.0.0)",
            "version 1.3.0, exported by org.apache.felix.framework",
            "imports package org.osgi.util.functoin in version 1.0.0 or later",
            "the nearest package is org.osgi.util.function");
  }

  @Test
  void whyNamesTheUnsatisfiedReference() throws Exception {
    Path file = node.drop.resolve("fish.jar");
    TestJar.bundle(FISH, "1.0.0")
        .component(
            Greeter.class,
            "<reference name=\"table\" interface=\"java.lang.Runnable\" target=\"(x=1)\"/>")
        .write(file);
    node.await("failed", () -> node.idle(file).isPresent());
    assertThat(node.idle(file).orElseThrow().reason())
        .contains(
            "component Greeter waits for its reference table: there is no service of"
                + " java.lang.Runnable with filter (x=1)",
            "waited 800 ms");
    assertThat(node.bundles(FISH)).isZero();
  }

  @Test
  void activatorsThatThrowOrHangAreNamed() throws Exception {
    Path broken = node.drop.resolve("broken.jar");
    TestJar.bundle("org.example.broken", "1.0.0")
        .header("Bundle-Activator", BrokenActivator.class.getName())
        .header("Import-Package", "org.osgi.framework")
        .classes(BrokenActivator.class)
        .write(broken);
    node.await("reported", () -> node.idle(broken).isPresent());
    assertThat(node.idle(broken).orElseThrow().reason())
        .contains("its activator failed", "no network in this house");
    Path hanging = node.drop.resolve("hanging.jar");
    TestJar.bundle("org.example.hanging", "1.0.0")
        .header("Bundle-Activator", HangingActivator.class.getName())
        .header("Import-Package", "org.osgi.framework")
        .classes(HangingActivator.class)
        .write(hanging);
    node.await("reported", () -> node.idle(hanging).isPresent());
    assertThat(node.idle(hanging).orElseThrow().reason())
        .contains("its activator has not returned after 800 ms");
  }

  @Test
  void theOrderOfDroppingDoesNotMatter() throws Exception {
    Path needs = node.drop.resolve("a-needs.jar");
    importer().write(needs);
    node.await("cannot be resolved", () -> node.idle(needs).isPresent());
    exporter("1.0.0").write(node.drop.resolve("z-offers.jar"));
    node.await("both are up", () -> node.state("org.example.needs").equals("active"));
    assertThat(node.state("org.example.offers")).isEqualTo("active");
  }

  @Test
  void aPlanNamesWhatAChangeRestarts() throws Exception {
    exporter("1.0.0").write(node.drop.resolve("offers.jar"));
    importer().write(node.drop.resolve("needs.jar"));
    node.await("both are up", () -> node.state("org.example.needs").equals("active"));
    Path next = exporter("1.1.0").write(data.resolve("next.jar"));
    assertThat(node.desk.plan(next, false))
        .containsEntry("action", "overlap")
        .containsEntry("from", "1.0.0")
        .containsEntry("to", "1.1.0")
        .containsEntry("restarts", List.of("org.example.needs 1.0.0"));
    node.desk.install(next, false);
    node.await(
        "the one that needs it is up again",
        () -> node.state("org.example.needs").equals("active"));
    assertThat(node.row("org.example.offers").orElseThrow().version()).isEqualTo("1.1.0");
  }

  @Test
  void aChangeThatRestartsTooMuchHasToBeForced() throws Exception {
    exporter("1.0.0").write(node.drop.resolve("offers.jar"));
    importer().write(node.drop.resolve("needs.jar"));
    importer().header("Bundle-SymbolicName", "org.example.too").write(node.drop.resolve("too.jar"));
    node.await("all are up", () -> node.state("org.example.too").equals("active"));
    node.await("all are up", () -> node.state("org.example.needs").equals("active"));
    Path next = exporter("1.1.0").write(data.resolve("next.jar"));
    assertThatThrownBy(() -> node.desk.install(next, false))
        .isInstanceOf(ControlException.class)
        .hasMessageContaining("2 restarts is above the limit of 1")
        .hasMessageContaining("extension.plugins.max.restarts")
        .hasMessageContaining("org.example.needs 1.0.0, org.example.too 1.0.0")
        .hasMessageContaining("--force");
    assertThat(node.desk.install(next, true)).containsEntry("action", "updated");
    assertThatThrownBy(() -> node.desk.remove("org.example.offers", false, false))
        .hasMessageContaining("above the limit");
    assertThat(node.state("org.example.offers")).isEqualTo("active");
  }

  @Test
  void aSingletonIsHandedOverAndComesBackIfItsSuccessorFails() throws Exception {
    Path file = node.drop.resolve("fish.jar");
    String name = FISH + ";singleton:=true";
    greeter("1.0.0", "one").header("Bundle-SymbolicName", name).write(file);
    node.await("up", () -> node.state(FISH).equals("active"));
    greeter("2.0.0", "two").header("Bundle-SymbolicName", name).write(file);
    node.await("handed over", () -> node.greetings().equals(List.of("two")));
    TestJar.bundle(FISH, "3.0.0")
        .component(Failing.class, "")
        .header("Bundle-SymbolicName", name)
        .write(file);
    node.await("failed", () -> node.idle(file).isPresent());
    node.await("the old one is back", () -> node.greetings().equals(List.of("two")));
    assertThat(node.row(FISH).orElseThrow().version()).isEqualTo("2.0.0");
  }

  @Test
  void aGenerationThatImportsWhatItExportsIsNotRestartedWhenTheOneBeforeGoes() throws Exception {
    node.desk.install(sharing("1.0.0").write(data.resolve("one.jar")), false);
    List<String> stopped = new CopyOnWriteArrayList<>();
    SynchronousBundleListener listener =
        event -> {
          if (event.getType() == BundleEvent.STOPPED) {
            stopped.add(event.getBundle().getVersion().toString());
          }
        };
    node.observer().addBundleListener(listener);
    node.desk.install(sharing("1.1.0").write(data.resolve("two.jar")), false);
    assertThat(node.bundles(FISH)).isEqualTo(1);
    assertThat(stopped).containsExactly("1.0.0");
    assertThat(node.greetings()).containsExactly("1.1.0");
  }

  @Test
  void theHigherVersionOfTwoFilesRuns() throws Exception {
    greeter("1.0.0", "one").write(node.drop.resolve("fish-1.jar"));
    node.await("up", () -> node.greetings().equals(List.of("one")));
    Path second = greeter("2.0.0", "two").write(node.drop.resolve("fish-2.jar"));
    node.await("updated", () -> node.greetings().equals(List.of("two")));
    Files.delete(second);
    node.await("back to the one that is left", () -> node.greetings().equals(List.of("one")));
  }

  @Test
  void moreThanTheLimitOfPluginsIsRefused() throws Exception {
    for (int i = 0; i < 4; i++) {
      TestJar.bundle("org.example.p" + i, "1.0.0").write(node.drop.resolve("p" + i + ".jar"));
    }
    node.await("four are up", () -> node.state("org.example.p3").equals("active"));
    Path fifth = TestJar.bundle("org.example.p4", "1.0.0").write(data.resolve("p4.jar"));
    assertThatThrownBy(() -> node.desk.install(fifth, true))
        .hasMessageContaining("5 plugins is above the limit of 4")
        .hasMessageContaining("extension.plugins.max.plugins");
  }

  @Test
  void aNameOfTheNodeItselfIsRefused() throws Exception {
    Path file = TestJar.bundle("org.apache.felix.scr", "9.0.0").write(node.drop.resolve("scr.jar"));
    node.await("refused", () -> node.idle(file).isPresent());
    assertThat(node.idle(file).orElseThrow().reason()).contains("is part of the node");
  }

  private int registered() {
    try {
      return node.observer().getServiceReferences(java.util.function.Supplier.class, null).size();
    } catch (org.osgi.framework.InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static TestJar greeter(String version, String text) {
    return TestJar.bundle(FISH, version).component(Greeter.class, "").entry("greeting", text);
  }

  /** Both ways, as bnd does it. */
  private static TestJar sharing(String version) {
    return greeter(version, version)
        .header("Export-Package", "org.example.offered;version=1.0.0")
        .header("Import-Package", "org.example.offered;version=\"[1.0,2)\"")
        .entry("org/example/offered/file", "x");
  }

  private static TestJar exporter(String version) {
    return TestJar.bundle("org.example.offers", version)
        .header("Export-Package", "org.example.offered;version=1.0.0")
        .entry("org/example/offered/file", "x");
  }

  private static TestJar importer() {
    return TestJar.bundle("org.example.needs", "1.0.0")
        .header("Import-Package", "org.example.offered;version=\"[1.0,2)\"");
  }
}

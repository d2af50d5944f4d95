// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.Map;
import org.chaoschain.kernel.bundles.BrokenActivator;
import org.chaoschain.kernel.bundles.Failing;
import org.chaoschain.kernel.bundles.Greeter;
import org.chaoschain.kernel.bundles.LateErrors;
import org.chaoschain.kernel.bundles.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When a node does not come up, the message says which bundle or component is the cause, and why.
 */
class DiagnosisTest {
  private static final String PROVIDE_CALLABLE =
      "<service><provide interface='java.util.concurrent.Callable'/></service>";
  private static final String NEED_CALLABLE =
      "<reference name='greeter' interface='java.util.concurrent.Callable' bind='bind' %s/>"
          + "<service><provide interface='java.lang.Runnable'/></service>";

  @TempDir Path folder;

  @Test
  void namesTheMissingReferenceWithItsFilter() {
    KernelException failure =
        start(
            TestBundle.named("waiting")
                .component(Waiting.class, "", NEED_CALLABLE.formatted("target='(lang=fr)'")));
    assertThat(failure.failure()).isEqualTo(Failure.COMPONENT);
    assertThat(failure)
        .hasMessage(
            "component Waiting (waiting) is not up: reference greeter is missing: no service of"
                + " java.util.concurrent.Callable with filter (lang=fr); no component of the feature declares it");
  }

  @Test
  void followsAMissingReferenceToItsCause() {
    KernelException failure =
        start(
            TestBundle.named("chain")
                .component(Waiting.class, "", NEED_CALLABLE.formatted(""))
                .component(
                    Greeter.class,
                    "configuration-policy='require' configuration-pid='org.example.greeter' init='1'",
                    PROVIDE_CALLABLE));
    assertThat(failure.failure()).isEqualTo(Failure.COMPONENT);
    assertThat(failure.getMessage().lines())
        .containsExactly(
            "component Greeter (chain) is not up: it requires a configuration, and there is none for PID"
                + " org.example.greeter",
            "component Waiting (chain) is not up: reference greeter is missing: no service of"
                + " java.util.concurrent.Callable; component Greeter (not up itself) would provide it");
  }

  @Test
  void givesTheCauseOfAFailedActivation() {
    KernelException failure =
        start(TestBundle.named("failing").component(Failing.class, "immediate='true'", ""));
    assertThat(failure.failure()).isEqualTo(Failure.COMPONENT);
    assertThat(failure)
        .hasMessage(
            "component Failing (failing) is not up: its activation failed: java.lang.IllegalStateException: the"
                + " port 4001 is taken");
  }

  @Test
  void namesTheMissingPackageAndTheVersionThatIsThere() {
    KernelException failure =
        start(TestBundle.named("old").header("Import-Package", "org.slf4j;version=\"[3.0,4)\""));
    assertThat(failure.failure()).isEqualTo(Failure.BUNDLE);
    assertThat(failure.getMessage())
        .startsWith(
            "bundle old 1.0.0 is not up: no bundle exports package org.slf4j in version [3.0.0,4.0.0);"
                + " there is version 2.0")
        .contains("from org.apache.felix.framework");
  }

  @Test
  void namesTheNearestPackageWhenThereIsNoneOfThatName() {
    KernelException failure =
        start(TestBundle.named("typo").header("Import-Package", "org.chaoschain.api.massage"));
    assertThat(failure)
        .hasMessage(
            "bundle typo 1.0.0 is not up: no bundle exports package org.chaoschain.api.massage in version 0.0.0 or"
                + " later; the nearest is package org.chaoschain.api.message");
  }

  @Test
  void pointsFromAnUnresolvedBundleToTheOneItNeeds() {
    TestHome home =
        TestHome.withoutSystem(folder)
            .bundle("test:a:1", 5, TestBundle.named("a").header("Import-Package", "b.api").jar())
            .bundle(
                "test:b:1",
                5,
                TestBundle.named("b")
                    .header("Export-Package", "b.api")
                    .header("Import-Package", "nowhere.to.be.found")
                    .entry("b/api/x.txt", "x")
                    .jar());
    assertThat(start(home).getMessage().lines())
        .containsExactly(
            "bundle a 1.0.0 is not up: it needs b, which is not resolved either",
            "bundle b 1.0.0 is not up: no bundle exports package nowhere.to.be.found in version 0.0.0 or later; no"
                + " version of it is there");
  }

  @Test
  void givesTheCauseOfAFailedStart() {
    KernelException failure =
        start(
            TestHome.withoutSystem(folder)
                .bundle("test:bundle:1", 5, activated("broken", BrokenActivator.class)));
    assertThat(failure.failure()).isEqualTo(Failure.BUNDLE);
    assertThat(failure)
        .hasMessage(
            "bundle broken 1.0.0 is not up: its start failed: java.lang.IllegalStateException: no such library");
  }

  @Test
  void waitsForEachCauseWhenTheFrameworkTellsThemLate() {
    TestHome home =
        TestHome.withoutSystem(folder)
            .bundle("test:late:1", 1, activated("late", LateErrors.class))
            .bundle("test:first:1", 5, activated("first", BrokenActivator.class))
            .bundle("test:second:1", 5, activated("second", BrokenActivator.class));
    assertThat(start(home).getMessage().lines())
        .containsExactly(
            "bundle first 1.0.0 is not up: its start failed: java.lang.IllegalStateException: no such library",
            "bundle second 1.0.0 is not up: its start failed: java.lang.IllegalStateException: no such library");
  }

  @Test
  void namesEachBundleWithoutAJar() {
    TestHome home =
        TestHome.withoutSystem(folder)
            .bundleWithoutJar("org.example:ghost:1.2", 5)
            .bundleWithoutJar("org.example:phantom:3", 5);
    KernelException failure = start(home);
    assertThat(failure.failure()).isEqualTo(Failure.FEATURE);
    assertThat(failure.getMessage())
        .contains(
            "features/node.json: no jar for org.example:ghost:1.2, org.example:phantom:3 in [")
        .contains("lib/bundles");
  }

  @Test
  void namesAFeatureFileThatIsBroken() {
    TestHome home = new TestHome(folder);
    KernelOptions options = home.options();
    home.file("features/node.json", "{\"feature-resource-version\":\"1.0\",");
    KernelException failure =
        catchThrowableOfType(KernelException.class, () -> Kernel.start(options));
    assertThat(failure.failure()).isEqualTo(Failure.FEATURE);
    assertThat(failure.getMessage()).contains("features/node.json: not an OSGi feature");
  }

  @Test
  void asksForConfigurationAdminWhenThereAreConfigurations() {
    TestHome home =
        new TestHome(folder).configuration("org.example.greeter", "{\"greeting\":\"hello\"}");
    KernelException failure = start(home);
    assertThat(failure.failure()).isEqualTo(Failure.FEATURE);
    assertThat(failure.getMessage())
        .contains("no bundle of start level 1 provides Configuration Admin");
  }

  @Test
  void leavesTheDataDirectoryFreeAfterAFailure() throws Exception {
    start(TestBundle.named("failing").component(Failing.class, "immediate='true'", ""));
    Kernel.start(TestHome.withoutSystem(folder).options()).stop();
  }

  private static byte[] activated(String name, Class<?> activator) {
    return TestBundle.named(name)
        .header("Bundle-Activator", activator.getName())
        .header("Import-Package", "org.osgi.framework")
        .classes(activator)
        .jar();
  }

  private KernelException start(TestBundle bundle) {
    return start(TestHome.withoutSystem(folder).bundle("test:bundle:1", 5, bundle.jar()));
  }

  private static KernelException start(TestHome home) {
    KernelOptions options = home.options().withFlags(Map.of("node.start.deadline", "3s"));
    return catchThrowableOfType(KernelException.class, () -> Kernel.start(options));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.extension.plugins.TestJar;
import org.chaoschain.extension.plugins.sample.Crowd;
import org.chaoschain.extension.plugins.sample.Endless;
import org.chaoschain.extension.plugins.sample.Greeter;
import org.chaoschain.extension.plugins.sample.Intruder;
import org.chaoschain.extension.plugins.sample.Stuck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** A plugin that means harm, and the node that goes on. */
class HostilePluginTest {
  private static final String FISH = "org.example.fish";
  private static final String CHILD = "org.example.child";

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

  /** By its own context, and by that of the framework, which every plugin can reach. */
  @ParameterizedTest
  @ValueSource(strings = {"own", "framework", "manager"})
  void aBundleThatAPluginInstallsIsGoneBeforeItStarts(String by) throws Exception {
    long own = node.bundle("org.example.observer").getBundleId() + 1;
    long manager = node.manager().getBundle().getBundleId();
    long context = by.equals("own") ? own : by.equals("manager") ? manager : 0;
    install(intruder().header("Install", Long.toString(context)));
    assertThat(node.bundle(FISH).getBundleId()).isEqualTo(own);
    assertThat(node.bundles(CHILD)).isZero();
    assertThat(node.greetings()).containsExactly("replaced nothing");
    assertThat(node.events.ofType("plugin.refused").get(0).message())
        .contains("it installed the bundle org.example.child, which only the node may");
    assertThat(node.row(FISH).orElseThrow().failures()).isEqualTo(1);
  }

  @Test
  void aPluginThatReplacesItsContentGoesIntoQuarantineBeforeThatRuns() throws Exception {
    install(intruder().header("Replace", "yes"));
    node.greetings();
    node.await("stopped", () -> node.state(FISH).equals("quarantined"));
    assertThat(node.bundles(FISH) + node.bundles(CHILD)).isZero();
    assertThat(node.greetings()).isEmpty();
    assertThat(node.row(FISH).orElseThrow().reason()).contains("replaced by Bundle.update");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.osgi.service.cm.ConfigurationPlugin",
        "org.osgi.framework.hooks.service.FindHook",
        "org.chaoschain.message.delivery.core.LocalAgents",
        "org.chaoschain.api.isolation.PluginAccounts"
      })
  void whatOnlyTheNodeOffersItselfIsNotTakenFromAPlugin(String type) {
    assertThatThrownBy(() -> install(intruder().header("Serve", type)))
        .hasMessageContaining("it registers a service of " + type)
        .hasMessageContaining("which only the node itself may");
    assertThat(node.bundles(FISH)).isZero();
  }

  @Test
  void anActivationThatNeverReturnsHoldsUpNoOtherPlugin() throws Exception {
    assertThatThrownBy(() -> install(bundle().component(Stuck.class, "")))
        .hasMessageContaining(
            "the activation of one of its components has not returned after 800 ms");
    assertTheNodeGoesOn();
  }

  @Test
  void aNameThatIsNeverToldHoldsUpNoOtherPlugin() throws Exception {
    TestJar jar =
        bundle()
            .header("Bundle-Activator", Stuck.class.getName())
            .header("Chaos-Capabilities", "command=never")
            .classes(Stuck.class);
    assertThatThrownBy(() -> install(jar))
        .hasMessageContaining("asked for its name, has not returned after 800 ms");
    assertTheNodeGoesOn();
  }

  @Test
  void aPluginWithMoreServicesThanItMayHaveDoesNotComeUp() {
    assertThatThrownBy(() -> install(crowd(6)))
        .hasMessageContaining(
            "plugin org.example.fish: 6 services is above the limit of 5;"
                + " the key extension.plugins.max.services changes it");
    assertThat(node.bundles(FISH)).isZero();
    assertThat(node.greetings()).isEmpty();
    assertThat(node.metrics.refusals("extension.plugins.max.services")).isEqualTo(1);
  }

  @Test
  void oneServiceMoreWhileItRunsIsNotSeenAndManyAreTrouble() throws Exception {
    install(crowd(4));
    assertThat(crowdSeen()).isEqualTo(4);
    node.greetings();
    assertThat(crowdSeen()).isEqualTo(5);
    node.greetings();
    assertThat(crowdSeen()).isEqualTo(5);
    assertThat(node.events.ofType("plugin.refused").get(0).message())
        .contains("6 services is above the limit of 5", "extension.plugins.max.services");
    assertThat(node.metrics.refusals("extension.plugins.max.services")).isEqualTo(1);
    node.greetings();
    node.greetings();
    node.await("stopped", () -> node.state(FISH).equals("quarantined"));
    node.await("gone", () -> crowdSeen() == 0);
  }

  private int crowdSeen() {
    return services("java.util.function.Supplier").length + services("java.lang.Runnable").length;
  }

  private ServiceReference<?>[] services(String type) {
    try {
      ServiceReference<?>[] found = node.observer().getAllServiceReferences(type, null);
      return found == null ? new ServiceReference<?>[0] : found;
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("there is no filter", e);
    }
  }

  private static TestJar crowd(int services) {
    return TestJar.bundle(FISH, "1.0.0")
        .header("Import-Package", "org.osgi.framework")
        .header("Bundle-Activator", Crowd.class.getName())
        .header("Services", Integer.toString(services))
        .classes(Crowd.class);
  }

  @Test
  void aCallThatNeverReturnsPutsItsPluginIntoQuarantineAndNobodyWaitsForItsThread()
      throws Exception {
    install(bundle().component(Endless.class, ""));
    long begun = System.nanoTime();
    CountDownLatch instead = new CountDownLatch(1);
    call(instead);
    node.await("stopped", () -> node.state(FISH).equals("quarantined"));
    // five times the quota of 200 ms, a look of the watch, and the stop
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
    assertThat(instead.await(10, TimeUnit.SECONDS)).isTrue();
    node.await("gone", () -> node.bundles(FISH) == 0);
    assertThat(node.row(FISH).orElseThrow().reason())
        .contains("rules of extension/fish has not returned after")
        .contains("extension.plugins.hang.factor")
        .contains("at org.chaoschain.extension.plugins.sample.Endless.get");
    assertThat(node.events.ofType("plugin.hung")).hasSize(1);
    assertThat(node.events.ofType("plugin.hung").get(0).details().get("stack"))
        .contains("Endless.get");
    node.desk.release(FISH);
    assertThat(node.state(FISH)).isEqualTo("active");
    assertThat(node.bundles(FISH)).isEqualTo(1);
    assertThat(node.account(FISH).beginCheck("rules", () -> {})).isPresent();
  }

  /** As delivery calls: counted at the account, on a thread that is lost. */
  private void call(CountDownLatch instead) {
    BundleContext observer = node.observer();
    @SuppressWarnings("unchecked")
    Supplier<String> endless =
        observer.getService(
            (ServiceReference<Supplier<String>>)
                (ServiceReference<?>) observer.getServiceReference(Supplier.class));
    Thread lost =
        new Thread(
            () -> {
              try (PluginAccount.Work work =
                  node.account(FISH)
                      .beginCheck("rules of extension/fish", () -> {})
                      .orElseThrow()) {
                work.onGivenUp(instead::countDown);
                String unused = endless.get();
              }
            });
    lost.setDaemon(true);
    lost.start();
  }

  private void assertTheNodeGoesOn() throws Exception {
    install(
        TestJar.bundle("org.example.whale", "1.0.0")
            .component(Greeter.class, "")
            .entry("greeting", "hello"));
    assertThat(node.greetings()).isEqualTo(List.of("hello"));
  }

  private void install(TestJar jar) throws Exception {
    node.desk.install(jar.write(data.resolve("install.jar")), false);
  }

  private static TestJar bundle() {
    return TestJar.bundle(FISH, "1.0.0")
        .header("Import-Package", "org.osgi.framework,org.chaoschain.api.control");
  }

  private static TestJar intruder() {
    return TestJar.bundle(FISH, "1.0.0")
        .header("Import-Package", "org.osgi.framework")
        .header("Bundle-Activator", Intruder.class.getName())
        .classes(Intruder.class)
        .classes(Intruder.class.getDeclaredClasses())
        .entry(
            "child.jar",
            TestJar.bundle(CHILD, "1.0.0")
                .component(Greeter.class, "")
                .entry("greeting", "child")
                .bytes());
  }
}

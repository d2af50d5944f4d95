// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.event.Event;
import org.chaoschain.extension.plugins.TestJar;
import org.chaoschain.extension.plugins.sample.Moody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceEvent;
import org.osgi.util.tracker.ServiceTracker;

/**
 * A generation is on trial until it is well: the node sees nothing of it, and if it does not pass
 * the one before goes on. What turns bad later is rolled back, or stopped and kept stopped.
 */
class PluginTrialTest {
  private static final String FISH = "org.example.fish";

  @TempDir Path data;
  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    mood("OK");
    node = new TestNode(data);
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
    System.clearProperty(Moody.PROPERTY);
    System.clearProperty(Moody.PROPERTY + ".2.0.0");
  }

  @Test
  void theNodeSeesNothingOfAGenerationThatIsNotWell() throws Exception {
    install("1.0.0");
    List<String> seen = new CopyOnWriteArrayList<>();
    node.observer()
        .addServiceListener(
            event -> seen.add(event.getServiceReference().getBundle().getVersion().toString()),
            "(objectClass=java.util.function.Supplier)");
    mood("2.0.0", "CRITICAL");
    assertThatThrownBy(() -> install("2.0.0"))
        .isInstanceOfSatisfying(
            ControlException.class, e -> assertThat(e.code()).isEqualTo("failed"))
        .hasMessageContaining("it is not well: the mood is CRITICAL (waited 800 ms)")
        .hasMessageContaining("version 1.0.0 runs on");
    assertThat(seen).isEmpty();
    assertThat(node.greetings()).containsExactly("moody");
    assertThat(node.row(FISH).orElseThrow().version()).isEqualTo("1.0.0");
    assertThat(node.bundles(FISH)).isEqualTo(1);
  }

  @Test
  void aHealthCheckThatThrowsOrWarnsDoesNotPassEither() throws Exception {
    mood("THROW");
    assertThatThrownBy(() -> install("1.0.0")).hasMessageContaining("too moody to say");
    mood("WARN");
    assertThatThrownBy(() -> install("1.0.0")).hasMessageContaining("the mood is WARN");
    assertThat(node.bundles(FISH)).isZero();
  }

  @Test
  void itsServicesAppearWhenItIsWellAndTheOldOnesGoAfterThat() throws Exception {
    install("1.0.0");
    List<String> seen = new CopyOnWriteArrayList<>();
    node.observer()
        .addServiceListener(
            event ->
                seen.add(
                    (event.getType() == ServiceEvent.REGISTERED ? "+" : "-")
                        + event.getServiceReference().getBundle().getVersion()),
            "(objectClass=java.util.function.Supplier)");
    mood("2.0.0", "CRITICAL");
    Thread better =
        new Thread(
            () -> {
              try {
                node.await("the new one is on trial", () -> node.bundles(FISH) == 2);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              mood("2.0.0", "OK");
            });
    better.start();
    install("2.0.0");
    better.join();
    assertThat(seen).containsExactly("+2.0.0", "-1.0.0");
  }

  @Test
  void whatWasTriedIsWhatServes() throws Exception {
    try (Tracked tracked = new Tracked()) {
      install("1.0.0");
      assertThat(tracked.current()).hasSize(1);
      Object served = tracked.current().get(0);
      assertThat(served.getClass().getName()).isEqualTo(Moody.class.getName());
    }
  }

  @Test
  void whoStaysCriticalIsQuarantinedOverARestartUntilItIsReleased() throws Exception {
    install("1.0.0");
    mood("CRITICAL");
    node.await("in quarantine", () -> node.state(FISH).equals("quarantined"));
    node.await("told", () -> !node.events.ofType("plugin.quarantined").isEmpty());
    assertThat(node.greetings()).isEmpty();
    assertThat(node.bundles(FISH)).isZero();
    assertThat(node.row(FISH).orElseThrow().reason())
        .contains("the mood is CRITICAL", "chaos plugin release " + FISH);
    Event told = node.events.ofType("plugin.quarantined").get(0);
    assertThat(told.severity()).isEqualTo(Event.Severity.CRITICAL);
    assertThat(node.desk.why(FISH).toString())
        .contains("it is in quarantine: the mood is CRITICAL");

    node.close();
    mood("OK");
    node = new TestNode(data);
    node.await("still in quarantine", () -> node.state(FISH).equals("quarantined"));
    assertThat(node.greetings()).isEmpty();
    assertThat(node.desk.release(FISH)).containsEntry("action", "released");
    assertThat(node.greetings()).containsExactly("moody");
    assertThatThrownBy(() -> node.desk.release(FISH)).hasMessageContaining("is not in quarantine");
    assertThatThrownBy(() -> node.desk.release("fihs")).hasMessageContaining("no plugin is named");
  }

  @Test
  void whoStaysCriticalShortlyAfterAnUpdateGoesBackToTheVersionBefore() throws Exception {
    node.close();
    node = new TestNode(data, TestNode.Settings.DEFAULT.updateGrace(Duration.ofMinutes(5)));
    node.desk.install(
        PluginDeploymentTest.greeter("1.0.0", "good").write(data.resolve("one.jar")), false);
    Path bad = install("2.0.0");
    mood("CRITICAL");
    node.await("rolled back", () -> node.greetings().equals(List.of("good")));
    node.await("told", () -> !node.events.ofType("plugin.rolled-back").isEmpty());
    assertThat(node.row(FISH).orElseThrow().version()).isEqualTo("1.0.0");
    Path file = node.drop.resolve(FISH + ".jar");
    node.await("the file is told", () -> node.idle(file).isPresent());
    assertThat(node.idle(file).orElseThrow().reason())
        .contains("it was rolled back: the mood is CRITICAL", "--force");
    mood("OK");
    assertThatThrownBy(() -> node.desk.install(bad, false))
        .hasMessageContaining("this very file was rolled back: the mood is CRITICAL");
    node.close();
    node = new TestNode(data);
    node.await("the good one is up", () -> node.greetings().equals(List.of("good")));
    assertThat(node.desk.install(bad, true)).containsEntry("version", "2.0.0");
  }

  @Test
  void whoFailsTooOftenIsQuarantined() throws Exception {
    install("1.0.0");
    for (int i = 1; i <= 3; i++) {
      node.account(FISH).failed("handler", new IllegalStateException("no " + i));
    }
    node.await("in quarantine", () -> node.state(FISH).equals("quarantined"));
    assertThat(node.row(FISH).orElseThrow().reason()).contains("handler failed", "no 3");
    assertThat(node.metrics.gaugeValue("plugins.quarantined")).isEqualTo(1.0);
    install("1.1.0"); // another version is another chance
    assertThat(node.state(FISH)).isEqualTo("active");
  }

  private Path install(String version) throws Exception {
    Path file =
        TestJar.bundle(FISH, version)
            .header(
                "Import-Package", "org.osgi.framework,org.chaoschain.api.plugin;version=\"[1,2)\"")
            .component(
                Moody.class,
                "",
                "java.util.function.Supplier",
                "org.chaoschain.api.plugin.HealthCheck")
            .write(data.resolve("moody-" + version + ".jar"));
    node.desk.install(file, false);
    return file;
  }

  private static void mood(String version, String mood) {
    System.setProperty(Moody.PROPERTY + "." + version, mood);
  }

  private static void mood(String mood) {
    System.setProperty(Moody.PROPERTY, mood);
  }

  /** The suppliers that another bundle of the node holds. */
  private final class Tracked implements AutoCloseable {
    @SuppressWarnings("rawtypes")
    private final ServiceTracker<Supplier, Object> tracker =
        new ServiceTracker<>(node.observer(), Supplier.class, null);

    Tracked() {
      tracker.open();
    }

    List<Object> current() {
      Object[] all = tracker.getServices();
      return all == null ? List.of() : List.of(all);
    }

    @Override
    public void close() {
      tracker.close();
    }
  }
}

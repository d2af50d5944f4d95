// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.plugin.StateMigration;
import org.chaoschain.api.time.Clock;
import org.chaoschain.extension.plugins.TestJar;
import org.chaoschain.extension.plugins.TestPlugin;
import org.chaoschain.extension.plugins.internal.pf4j.Carrier;
import org.chaoschain.extension.plugins.sample.pf4j.Echo;
import org.chaoschain.extension.plugins.sample.pf4j.EchoMigration;
import org.chaoschain.extension.plugins.sample.pf4j.EchoPlugin;
import org.chaoschain.extension.plugins.sample.pf4j.Whispering;
import org.chaoschain.ops.system.SystemClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** PF4J plugins come and go like bundles, each carried by one. */
class Pf4jDeploymentTest {
  private static final String ID = TestPlugin.ID;
  private static final int SWAPS = 60;

  @TempDir Path data;
  private TestNode node;
  private Bundle adapter;

  @BeforeEach
  void start() throws Exception {
    System.clearProperty(EchoPlugin.DIARY);
    node = new TestNode(data);
    BundleContext context = node.context();
    context.registerService(Node.class, new FixedNode(), null);
    context.registerService(Clock.class, new SystemClock(), null);
    adapter =
        context.installBundle(
            "reference:"
                + TestNode.jar("org.chaoschain.extension.pf4j.carrier.CarrierActivator").toUri());
    adapter.start();
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  @Test
  void aDroppedJarAndAZipAreDeployedReplacedAndRemoved() throws Exception {
    Path file = node.drop.resolve("echo.jar");
    TestPlugin.jar("1.0.0", "one").write(file);
    node.await("it is up", () -> said().equals(List.of("one")));
    node.await("it is listed", () -> node.state(ID).equals("active"));
    PluginRow row = node.row(ID).orElseThrow();
    assertThat(row.version()).isEqualTo("1.0.0.release");
    assertThat(row.services()).containsExactly(MessageType.class.getName());
    ServiceReference<MessageType> service = reference();
    assertThat(service.getBundle().getSymbolicName()).isEqualTo(ID);
    assertThat(service.getProperty(Constants.SERVICE_RANKING)).isEqualTo(-3);

    Files.delete(file);
    TestPlugin.zip("1.1.0", "two").write(node.drop.resolve("echo.zip"));
    node.await("the zip has taken over", () -> said().equals(List.of("two")));
    node.await("one carrier is left", () -> node.bundles(ID) == 1);

    Files.delete(node.drop.resolve("echo.zip"));
    node.await("it is gone", () -> said().isEmpty() && node.bundles(ID) == 0);
  }

  @Test
  void anInstalledZipStandsAsAZipInTheFolder() throws Exception {
    Path zip = TestPlugin.zip("1.0.0", "one").write(data.resolve("x.zip"));
    assertThat(node.desk.plan(zip, false))
        .containsEntry("action", "install")
        .containsEntry("brought", List.of(MessageType.class.getName()));
    assertThat(node.desk.install(zip, false)).containsEntry("action", "installed");
    assertThat(node.drop.resolve(ID + ".zip")).exists();
    Path jar = TestPlugin.jar("1.1.0", "two").write(data.resolve("x.jar"));
    assertThat(node.desk.install(jar, false)).containsEntry("action", "updated");
    assertThat(node.drop.resolve(ID + ".jar")).exists();
    assertThat(node.drop.resolve(ID + ".zip")).doesNotExist();
    assertThat(said()).containsExactly("two");
  }

  @Test
  void aReleaseReplacesItsOwnSnapshot() throws Exception {
    TestPlugin.jar("1.0.0-SNAPSHOT", "snapshot").write(node.drop.resolve("a.jar"));
    node.await("up", () -> said().equals(List.of("snapshot")));
    TestPlugin.jar("1.0.0", "release").write(node.drop.resolve("b.jar"));
    node.await("the release has taken over", () -> said().equals(List.of("release")));
  }

  @Test
  void aPluginThatFailsIsRolledBackAndItsReasonKept() throws Exception {
    node.desk.install(TestPlugin.jar("1.0.0", "one").write(data.resolve("one.jar")), false);
    Path broken = TestPlugin.jar("1.1.0", "broken").write(data.resolve("two.jar"));
    assertThatThrownBy(() -> node.desk.install(broken, false))
        .hasMessageContaining("its extension " + Echo.class.getName() + " cannot be made")
        .hasMessageContaining("the moon is full")
        .hasMessageContaining("version 1.0.0.release runs on");
    assertThat(said()).containsExactly("one");
    assertThat(node.bundles(ID)).isEqualTo(1);
  }

  @Test
  void aConstructorThatAsksForSomethingElseIsNamed() throws Exception {
    Path file =
        TestPlugin.named(TestJar.plain(), "1.0.0")
            .classes(Whispering.class)
            .entry("META-INF/extensions.idx", TestPlugin.index(Whispering.class))
            .write(data.resolve("whisper.jar"));
    assertThatThrownBy(() -> node.desk.install(file, false))
        .hasMessageContaining("no public constructor that the node can call")
        .hasMessageContaining("java.sql.Connection")
        .hasMessageContaining("PluginContext, Clock, Scheduler");
  }

  @Test
  void theServicesAreWithdrawnBeforeThePluginStops() throws Exception {
    List<String> order = new ArrayList<>();
    Path file =
        TestPlugin.jar("1.0.0", "one")
            .header("Plugin-Class", EchoPlugin.class.getName())
            .classes(EchoPlugin.class)
            .write(data.resolve("one.jar"));
    node.desk.install(file, false);
    assertThat(System.getProperty(EchoPlugin.DIARY)).isEqualTo("start " + ID + " ");
    node.observer()
        .addServiceListener(
            event -> order.add(event.getType() + " " + System.getProperty(EchoPlugin.DIARY)),
            "(objectClass=" + MessageType.class.getName() + ")");
    node.desk.remove(ID, false, false);
    assertThat(order).containsExactly("4 start " + ID + " "); // 4: unregistering
    assertThat(System.getProperty(EchoPlugin.DIARY)).isEqualTo("start " + ID + " stop " + ID + " ");
  }

  @Test
  void aPluginSeesTheApiAndNothingElseOfTheNode() throws Exception {
    String classes =
        String.join(
            " ",
            "org.chaoschain.api.agent.Agent",
            "org.slf4j.Logger",
            "org.pf4j.Plugin",
            "java.sql.Connection",
            "org.osgi.framework.Bundle",
            "com.google.gson.Gson",
            "com.github.zafarkhaja.semver.Version",
            "org.pf4j.util.FileUtils",
            "org.chaoschain.extension.pf4j.carrier.CarrierActivator",
            "org.chaoschain.extension.pf4j.internal.Pf4jComponent");
    Path file = TestPlugin.jar("1.0.0", "class " + classes).write(data.resolve("one.jar"));
    node.desk.install(file, false);
    assertThat(said()).containsExactly("yes yes yes yes no no no no no no");
  }

  @Test
  void aNodeThatIsTooOldIsNamed() throws Exception {
    Path wants =
        TestPlugin.jar("1.0.0", "one")
            .header("Plugin-Requires", ">=0.2.0")
            .write(data.resolve("one.jar"));
    assertThatThrownBy(() -> node.desk.install(wants, false))
        .hasMessageContaining("it requires a node of version >=0.2.0 (Plugin-Requires)")
        .hasMessageContaining("this one is 0.1.0-SNAPSHOT");
    TestPlugin.jar("1.0.0", "one").header("Plugin-Requires", "0.1.0").write(wants);
    assertThat(node.desk.install(wants, false)).containsEntry("action", "installed");
  }

  @Test
  void theMigrationIsFoundInTheCarrierBeforeItStarts() throws Exception {
    Path file =
        TestPlugin.jar("1.0.0", "one")
            .header("Chaos-State-Version", "2")
            .header("Chaos-State-Migration", EchoMigration.class.getName())
            .classes(EchoMigration.class)
            .write(data.resolve("one.jar"));
    String sha256 =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    Bundle carrier = node.context().installBundle("test:carrier", Carrier.open(file, sha256));
    StateMigration migration =
        (StateMigration)
            carrier.loadClass(EchoMigration.class.getName()).getConstructor().newInstance();
    migration.migrate(data, 1, 2);
    assertThat(data.resolve("migrated")).hasContent("1 to 2");
    assertThatThrownBy(() -> migration.migrate(data, 7, 8))
        .hasMessageContaining("its migration " + EchoMigration.class.getName() + " has failed")
        .hasMessageContaining("nobody knows what 7 was");
    assertThat(carrier.getDataFile("pf4j-migration")).doesNotExist();
    assertThat(openFiles()).noneMatch(file2 -> file2.contains("pf4j-migration"));
  }

  @Test
  void withoutTheAdapterThePluginIsRefusedAndWaitsForIt() throws Exception {
    adapter.uninstall();
    Path file = node.drop.resolve("echo.jar");
    TestPlugin.jar("1.0.0", "one").write(file);
    node.await("it is told", () -> node.idle(file).isPresent());
    assertThat(node.idle(file).orElseThrow().reason())
        .contains("org.chaoschain.extension.pf4j.carrier");
  }

  @Test
  void whenTheAdapterStopsItsPluginsAreGone() throws Exception {
    node.desk.install(TestPlugin.jar("1.0.0", "one").write(data.resolve("one.jar")), false);
    adapter.stop();
    assertThat(said()).isEmpty();
  }

  @Test
  void swapsLeaveNeitherClassLoaderNorOpenFileNorFolder() throws Exception {
    Path[] files = {
      TestPlugin.jar("1.0.0", "jar one").write(data.resolve("1.jar")),
      TestPlugin.zip("1.1.0", "zip one").write(data.resolve("1.zip")),
      TestPlugin.jar("1.2.0", "jar two").write(data.resolve("2.jar")),
      TestPlugin.zip("1.3.0", "zip two").write(data.resolve("2.zip"))
    };
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int swap = 0; swap < SWAPS; swap++) {
      node.desk.install(files[swap % files.length], true);
      loaders.add(new WeakReference<>(loader()));
    }
    node.desk.remove(ID, false, false);
    assertThat(openFiles()).noneMatch(file -> file.contains(data.toString()) && plugin(file));
    node.await(
        "every class loader is collected",
        () -> {
          System.gc();
          return loaders.stream().allMatch(loader -> loader.get() == null);
        });
    try (Stream<Path> left = Files.walk(data)) {
      assertThat(left.map(Path::toString).filter(file -> file.contains("/pf4j/"))).isEmpty();
    }
  }

  private static boolean plugin(String file) {
    return file.contains("/pf4j/") || file.contains("/plugins/");
  }

  /** Where the system tells: what this process has open. */
  private static List<String> openFiles() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(descriptors)) {
      return all.map(Pf4jDeploymentTest::target).toList();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "closed in this moment";
    }
  }

  private ServiceReference<MessageType> reference() {
    return node.observer().getServiceReference(MessageType.class);
  }

  private ClassLoader loader() {
    ServiceReference<MessageType> reference = reference();
    try {
      return node.observer().getService(reference).getClass().getClassLoader();
    } finally {
      node.observer().ungetService(reference);
    }
  }

  /** What the plugins say that run. */
  private List<String> said() {
    try {
      ServiceReference<?>[] all =
          node.observer().getServiceReferences(MessageType.class.getName(), null);
      return all == null ? List.of() : Arrays.stream(all).map(this::said).toList();
    } catch (org.osgi.framework.InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private String said(ServiceReference<?> reference) {
    Object service = node.observer().getService(reference);
    try {
      return service instanceof Supplier<?> echo ? String.valueOf(echo.get()) : "gone";
    } finally {
      if (service != null) {
        node.observer().ungetService(reference);
      }
    }
  }

  private static final class FixedNode implements Node {
    @Override
    public String name() {
      return "test";
    }

    @Override
    public String chainId() {
      return "test";
    }

    @Override
    public String version() {
      return "0.1.0-SNAPSHOT";
    }

    @Override
    public Path directory(String name) {
      throw new UnsupportedOperationException(name);
    }

    @Override
    public void stop() {}
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.jar.JarFile;
import org.apache.felix.framework.FrameworkFactory;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.node.Node;
import org.chaoschain.extension.plugins.TestJar;
import org.chaoschain.extension.plugins.internal.account.AccountSettings;
import org.chaoschain.extension.plugins.internal.account.Accounts;
import org.chaoschain.extension.plugins.internal.account.QuotaSettings;
import org.chaoschain.extension.plugins.internal.file.DropFolder;
import org.chaoschain.extension.plugins.internal.file.PluginLimits;
import org.chaoschain.extension.plugins.internal.file.WaitingFiles;
import org.chaoschain.extension.plugins.internal.gate.PluginBundles;
import org.chaoschain.extension.plugins.internal.trust.TrustLimits;
import org.chaoschain.extension.plugins.internal.trust.TrustPolicy;
import org.chaoschain.ops.system.SchedulerLimits;
import org.chaoschain.ops.system.SystemClock;
import org.chaoschain.ops.system.ThreadScheduler;
import org.chaoschain.testkit.sim.RecordedEvents;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** A framework with Declarative Services and the deployment of plugins, polled fast. */
final class TestNode {
  static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final String SHARED =
      "org.osgi.service.component;version=1.5.1,org.osgi.service.component.runtime;version=1.5.1,"
          + "org.osgi.service.component.runtime.dto;version=1.5.1,"
          + "org.osgi.util.promise;version=1.3.0,org.osgi.util.function;version=1.2.0";

  final RecordedEvents events = new RecordedEvents();
  final RecordedMetrics metrics = new RecordedMetrics();
  final Path drop;
  final Path shared;
  private final ThreadScheduler scheduler =
      new ThreadScheduler(new SchedulerLimits(16, 1000, 1000, 1000), metrics);
  private final Framework framework;
  private final Bundle manager;
  private final Bundle observer;
  private final Accounts accounts;
  private final Deployment deployment;
  final PluginDesk desk;

  /** Starts on a data directory, with an empty framework cache. */
  TestNode(Path data) throws Exception {
    this(data, Settings.DEFAULT);
  }

  /**
   * What tests set.
   *
   * @param updateGrace how long a plugin in trouble is rolled back
   * @param healthInterval between two looks at the running plugins
   * @param collectionInterval between two garbage collections
   * @param policy whose plugins run
   * @param trusted publishers
   * @param opened whether it begins at once; else {@link #open} is called
   */
  record Settings(
      Duration updateGrace,
      Duration healthInterval,
      Duration collectionInterval,
      TrustPolicy policy,
      List<String> trusted,
      boolean opened) {
    static final Settings DEFAULT =
        new Settings(
            Duration.ZERO, Duration.ofMillis(20), Duration.ZERO, TrustPolicy.ANY, List.of(), true);

    Settings unopened() {
      return new Settings(updateGrace, healthInterval, collectionInterval, policy, trusted, false);
    }

    Settings updateGrace(Duration grace) {
      return new Settings(grace, healthInterval, collectionInterval, policy, trusted, opened);
    }

    Settings collections(Duration interval) {
      return new Settings(updateGrace, healthInterval, interval, policy, trusted, opened);
    }

    Settings trusting(TrustPolicy newPolicy, List<String> publishers) {
      return new Settings(
          updateGrace, healthInterval, collectionInterval, newPolicy, publishers, opened);
    }
  }

  /** Starts on a data directory, with an empty framework cache. */
  TestNode(Path data, Settings set) throws Exception {
    drop = Files.createDirectories(data.resolve("plugins"));
    shared = Files.createDirectories(data.resolve("shared"));
    Map<String, String> properties = new HashMap<>();
    properties.put(Constants.FRAMEWORK_STORAGE, Files.createTempDirectory(data, "c").toString());
    properties.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
    properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, SHARED + "," + exported());
    properties.put("felix.service.urlhandlers", "false");
    properties.put("felix.resolver.parallelism", "1");
    properties.put("felix.log.level", "0");
    properties.put("ds.service.changecount.timeout", "20");
    framework = new FrameworkFactory().newFramework(properties);
    framework.start();
    context().installBundle("reference:" + scr().toUri()).start();
    manager = empty(data, "org.chaoschain.extension.plugins");
    observer = empty(data, "org.example.observer");
    PluginSettings settings =
        new PluginSettings(
            Optional.empty(),
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            Duration.ofMillis(800),
            Duration.ofSeconds(5),
            new PluginLimits(
                metrics.limit("extension.plugins.max.file.bytes", 1 << 20, "bytes"),
                metrics.limit("extension.plugins.max.entries", 100, "entries"),
                metrics.limit("extension.plugins.max.unpacked.bytes", 1 << 20, "bytes")),
            set.policy(),
            set.trusted(),
            new TrustLimits(
                metrics.limit("extension.plugins.max.signature.bytes", 100_000, "bytes"),
                metrics.limit("extension.plugins.max.publishers", 3, "publishers"),
                metrics.limit("extension.plugins.max.remembered", 100, "entries")),
            new WaitingFiles.Limits(
                metrics.limit("extension.plugins.max.waiting", 2, "waiting files"),
                metrics.limit("extension.plugins.max.waiting.bytes", 20_000, "bytes")),
            metrics.limit("extension.plugins.max.plugins", 4, "plugins"),
            metrics.limit("extension.plugins.max.services", 5, "services"),
            new PluginSettings.ChangeLimits(
                metrics.limit("extension.plugins.max.restarts", 1, "restarts"),
                metrics.limit("extension.plugins.max.streams", 2, "closed streams"),
                metrics.limit("extension.plugins.max.pause", 500, "milliseconds of pause")),
            new PluginSettings.HealthSettings(set.healthInterval(), Duration.ofMillis(300), 3),
            set.updateGrace(),
            metrics.limit("extension.plugins.state.max.bytes", 1000, "bytes of data"),
            Duration.ofMillis(50),
            set.collectionInterval());
    PluginBundles bundles = new PluginBundles();
    accounts =
        new Accounts(
            bundles,
            new AccountSettings(
                QuotaSettings.of(
                    QuotaSettings.all(metrics, 1000, 1000, 2, 2, Duration.ofMillis(200), 4),
                    "",
                    metrics),
                3,
                Duration.ofMinutes(1),
                5,
                metrics.limit("extension.plugins.max.calls", 24, "calls at once")),
            new SystemClock(),
            scheduler,
            events,
            metrics);
    deployment =
        new Deployment(
            manager.getBundleContext(),
            drop,
            List.of(new DropFolder(drop, true), new DropFolder(shared, false)),
            settings,
            bundles,
            accounts,
            new Deployment.Surroundings(
                new TestedNode(),
                new SystemClock(),
                scheduler,
                metrics,
                events,
                context()
                    .getService(context().getServiceReference(ServiceComponentRuntime.class))));
    desk = deployment.desk();
    if (set.opened()) {
      open();
    }
  }

  /** Brings up what shall run, and follows the folders; returns at once. */
  void open() {
    deployment.open();
  }

  private Bundle empty(Path data, String name) throws Exception {
    Path jar = TestJar.bundle(name, "1.0.0").write(data.resolve(name + ".jar"));
    Bundle bundle = context().installBundle(jar.toUri().toString());
    bundle.start();
    return bundle;
  }

  private static final class TestedNode implements Node {
    @Override
    public String name() {
      return "tested";
    }

    @Override
    public String chainId() {
      return "test";
    }

    @Override
    public String version() {
      return "1.0.0";
    }

    @Override
    public Path directory(String name) {
      throw new AssertionError("a plugin must not get a folder of the node");
    }

    @Override
    public void stop() {
      throw new AssertionError("a plugin must not stop the node");
    }
  }

  /** What another bundle of the node sees. */
  BundleContext observer() {
    return observer.getBundleContext();
  }

  /** What the bundle that deploys plugins sees, and who offers the node's services. */
  BundleContext manager() {
    return manager.getBundleContext();
  }

  PluginAccount account(String plugin) {
    return accounts.of(plugin);
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  /** The texts of all greeters, sorted. */
  List<String> greetings() {
    try {
      // those of a bundle that goes at this moment too: the framework fails at comparing their
      // types
      ServiceReference<?>[] found =
          observer().getAllServiceReferences(Supplier.class.getName(), null);
      return Arrays.stream(found == null ? new ServiceReference<?>[0] : found)
          .map(this::greeting)
          .sorted()
          .toList();
    } catch (org.osgi.framework.InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("rawtypes")
  private String greeting(ServiceReference<?> reference) {
    Supplier<?> greeter = (Supplier<?>) observer().getService(reference);
    try {
      return greeter == null ? "gone" : String.valueOf(greeter.get());
    } catch (IllegalStateException | NullPointerException e) {
      return "gone"; // its bundle was uninstalled in this moment
    }
  }

  Optional<PluginRow> row(String name) {
    return desk.list().stream().filter(row -> row.name().equals(name)).findFirst();
  }

  String state(String name) {
    return row(name).map(PluginRow::state).orElse("none");
  }

  /** The rows of files that are refused, failed or withheld. */
  Optional<PluginRow> idle(Path file) {
    return desk.list().stream()
        .filter(row -> row.generation() == 0 && row.source().equals(file.toString()))
        .filter(row -> !row.state().equals("checking"))
        .findFirst();
  }

  long bundles(String name) {
    return Arrays.stream(context().getBundles())
        .filter(bundle -> name.equals(bundle.getSymbolicName()))
        .count();
  }

  Bundle bundle(String name) {
    return Arrays.stream(context().getBundles())
        .filter(bundle -> name.equals(bundle.getSymbolicName()))
        .findFirst()
        .orElseThrow();
  }

  /** Waits for something that the node does by itself. */
  void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + DEADLINE.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "within %s not: %s; plugins %s; events %s"
                .formatted(DEADLINE, what, desk.list(), events.published()));
      }
      never.await(5, TimeUnit.MILLISECONDS);
    }
  }

  void close() throws Exception {
    deployment.close();
    accounts.close();
    scheduler.close();
    framework.stop();
    framework.waitForStop(DEADLINE.toMillis());
  }

  private static Path scr() throws IOException {
    return jar("org.apache.felix.scr.component.ExtComponentContext");
  }

  /** Where a class comes from. */
  static Path jar(String type) throws IOException {
    try {
      return Path.of(
          Class.forName(type).getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (ClassNotFoundException | URISyntaxException e) {
      throw new IOException(e);
    }
  }

  /** What the platform's API and SLF4J export, as the kernel shares it with bundles. */
  private static String exported() throws IOException {
    List<String> exports = new ArrayList<>();
    for (String type : List.of("org.chaoschain.api.node.Node", "org.slf4j.Logger")) {
      try (JarFile jar = new JarFile(jar(type).toFile())) {
        exports.add(jar.getManifest().getMainAttributes().getValue(Constants.EXPORT_PACKAGE));
      }
    }
    return String.join(",", exports);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentContext;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.event.EventListener;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.store.KeyValueStore;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.ops.store.core.EmbeddedStore;
import org.chaoschain.ops.store.core.MemoryEngine;
import org.chaoschain.ops.store.core.StoreLimits;
import org.chaoschain.ops.system.SchedulerLimits;
import org.chaoschain.ops.system.SecureEntropy;
import org.chaoschain.ops.system.SystemClock;
import org.chaoschain.ops.system.ThreadScheduler;
import org.chaoschain.testkit.sim.RecordedEvents;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/**
 * The gateway's bundle in a framework with the HTTP service, as the node runs it, on real sockets.
 * What hosts agents is here: it gives each what it needs and keeps what it sends.
 */
final class GatewayNode {
  static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final List<String> SHARED =
      List.of(
          "org.chaoschain.api.node.Node",
          "org.slf4j.Logger",
          "org.osgi.service.cm.ConfigurationAdmin",
          "org.osgi.service.component.runtime.ServiceComponentRuntime",
          "org.osgi.util.promise.Promise",
          "org.osgi.util.function.Function");
  private static final List<String> STARTED =
      List.of(
          "org.apache.felix.configadmin",
          "org.apache.felix.scr",
          "org.apache.felix.http.jetty12",
          "org.chaoschain.agent.gateway");

  final RecordedEvents events = new RecordedEvents();
  final RecordedMetrics metrics = new RecordedMetrics();
  final Map<AgentId, Agent> hosted = new ConcurrentHashMap<>();
  final List<Payload> broadcasts = new CopyOnWriteArrayList<>();
  final Map<AgentId, Content> direct = new ConcurrentHashMap<>();
  final ThreadScheduler scheduler = new ThreadScheduler(SchedulerLimits.defaults(), metrics);
  private final Path data;
  private final Framework framework;
  private final ServiceTracker<Agent, Agent> agents;

  /** The memory of a node, which a restart finds again. */
  record Memory(Path data, MemoryEngine engine) {
    Memory(Path data) {
      this(data, new MemoryEngine());
    }
  }

  /**
   * Starts; the gateway listens when this returns.
   *
   * @param settings keys without their prefix, and values as text
   */
  GatewayNode(Memory memory, Map<String, Object> settings) throws Exception {
    data = memory.data();
    Clock clock = new SystemClock();
    EmbeddedStore store =
        new EmbeddedStore(
            memory.engine(),
            StoreLimits.defaults(metrics),
            clock,
            scheduler,
            scheduler.serial("store"),
            Duration.ofMillis(50),
            metrics,
            failure -> {});
    Map<String, String> properties = new HashMap<>();
    properties.put(Constants.FRAMEWORK_STORAGE, Files.createTempDirectory(data, "c").toString());
    properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, shared());
    properties.put("felix.service.urlhandlers", "false");
    properties.put("felix.resolver.parallelism", "1");
    properties.put("felix.log.level", "0");
    properties.put("felix.cm.pm", "memory");
    properties.put("org.apache.felix.http.require.config", "true");
    framework = new FrameworkFactory().newFramework(properties);
    framework.start();
    BundleContext context = framework.getBundleContext();
    context.registerService(Node.class, new TestedNode(), null);
    context.registerService(Clock.class, clock, null);
    context.registerService(Scheduler.class, scheduler, null);
    context.registerService(Metrics.class, metrics, null);
    context.registerService(Events.class, events, null);
    context.registerService(EntropySource.class, new SecureEntropy(), null);
    context.registerService(KeyValueStore.class, store.of("org.chaoschain.agent.gateway"), null);
    agents =
        new ServiceTracker<>(context, Agent.class, null) {
          @Override
          public Agent addingService(ServiceReference<Agent> reference) {
            Agent agent = super.addingService(reference);
            Hosting hosting = new Hosting(agent);
            scheduler.workers().execute(() -> hosting.begin());
            return agent;
          }

          @Override
          public void removedService(ServiceReference<Agent> reference, Agent agent) {
            hosted.values().remove(agent);
            super.removedService(reference, agent);
          }
        };
    agents.open();
    for (Path jar : bundles()) {
      context.installBundle("reference:" + jar.toUri());
    }
    start("org.apache.felix.configadmin");
    ConfigurationAdmin admin =
        context.getService(context.getServiceReference(ConfigurationAdmin.class));
    Map<String, Object> values = new HashMap<>(settings);
    values.putIfAbsent("port", 0);
    Map<String, Object> keys = new HashMap<>();
    values.forEach(keys::put);
    admin
        .getConfiguration("org.chaoschain.agent.gateway", "?")
        .update(FrameworkUtil.asDictionary(keys));
    for (String name : STARTED) {
      start(name);
    }
  }

  /** Waits until it listens. */
  GatewayNode open() throws Exception {
    await("the gateway listens", () -> section().containsKey("url"));
    return this;
  }

  String url() {
    return (String) section().get("url");
  }

  /** The gateway's part of the node's status; empty while there is none. */
  Map<String, ?> section() {
    ServiceReference<org.chaoschain.api.control.StatusSection> reference =
        framework
            .getBundleContext()
            .getServiceReference(org.chaoschain.api.control.StatusSection.class);
    return reference == null
        ? Map.of()
        : framework.getBundleContext().getService(reference).status();
  }

  ControlCommand command() {
    BundleContext context = framework.getBundleContext();
    return context.getService(context.getServiceReference(ControlCommand.class));
  }

  /** Those who are told what happens at the node. */
  List<EventListener> listeners() throws InvalidSyntaxException {
    BundleContext context = framework.getBundleContext();
    List<EventListener> all = new ArrayList<>();
    context
        .getServiceReferences(EventListener.class, null)
        .forEach(each -> all.add(context.getService(each)));
    return all;
  }

  /** Installs a bundle that the test has made, and starts it. */
  void plugin(Path jar) throws BundleException {
    framework.getBundleContext().installBundle("reference:" + jar.toUri()).start();
  }

  /** A jar with classes of the tests. */
  static Path jar(Path folder, String activator, String imports) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.putValue("Manifest-Version", "1.0");
    main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
    main.putValue(Constants.BUNDLE_SYMBOLICNAME, "org.example.page");
    main.putValue(Constants.BUNDLE_ACTIVATOR, activator);
    main.putValue(Constants.IMPORT_PACKAGE, imports);
    Path jar = folder.resolve("plugin.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream zip = new JarOutputStream(out, manifest)) {
      Path classes = Path.of("target", "test-classes");
      String start = activator.replace('.', '/').substring(0, activator.lastIndexOf('.') + 1);
      try (var files = Files.list(classes.resolve(start))) {
        for (Path file : files.toList()) {
          zip.putNextEntry(new JarEntry(start + file.getFileName()));
          zip.write(Files.readAllBytes(file));
        }
      }
    }
    return jar;
  }

  /** Waits for something that the node does by itself. */
  void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + DEADLINE.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "within %s not: %s; events %s".formatted(DEADLINE, what, events.published()));
      }
      never.await(5, TimeUnit.MILLISECONDS);
    }
  }

  Agent agent(AgentId id) throws InterruptedException {
    await(id + " is hosted", () -> hosted.containsKey(id));
    return hosted.get(id);
  }

  void close() throws Exception {
    agents.close();
    framework.stop();
    framework.waitForStop(DEADLINE.toMillis());
    scheduler.close();
  }

  private void start(String name) throws BundleException {
    for (Bundle bundle : framework.getBundleContext().getBundles()) {
      if (name.equals(bundle.getSymbolicName())) {
        bundle.start();
        return;
      }
    }
    throw new AssertionError("no bundle " + name + " is on the class path");
  }

  /** What an agent is given when it is hosted: it keeps what the agent sends. */
  private final class Hosting implements AgentContext {
    private final Agent agent;
    private final AgentId id;

    Hosting(Agent agent) {
      this.agent = agent;
      try {
        // what brings its key is of a class that this side does not share
        Method signer = agent.getClass().getMethod("signer");
        signer.setAccessible(true);
        this.id = ((MessageSigner) signer.invoke(agent)).agent();
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("an agent of the gateway has a signer", e);
      }
    }

    void begin() {
      agent.onHosted(this);
      hosted.put(id, agent);
    }

    @Override
    public AgentId id() {
      return id;
    }

    @Override
    public CompletionStage<DeliveryReceipt> send(AgentId to, Content content, SendOptions options) {
      if (!hosted.containsKey(to)) {
        return CompletableFuture.failedStage(
            new org.chaoschain.api.message.DeliveryException(
                org.chaoschain.api.message.DeliveryException.Reason.AGENT_UNKNOWN,
                "nobody knows where it is"));
      }
      direct.put(to, content);
      return CompletableFuture.completedStage(
          new DeliveryReceipt("d", DeliveryReceipt.Status.ACCEPTED, Duration.ZERO));
    }

    @Override
    public CompletionStage<String> broadcast(Payload payload, SendOptions options) {
      broadcasts.add(payload);
      return CompletableFuture.completedStage("b" + broadcasts.size());
    }
  }

  private final class TestedNode implements Node {
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
      try {
        return Files.createDirectories(data.resolve(name));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public void stop() {
      throw new AssertionError("the gateway must not stop the node");
    }
  }

  /** The gateway as the build has it so far, and every bundle of the class path. */
  private static List<Path> bundles() throws IOException {
    List<Path> found = new ArrayList<>();
    found.add(Path.of("target", "classes").toAbsolutePath());
    for (String entry :
        System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
      Path jar = Path.of(entry);
      if (!entry.endsWith(".jar") || jar.getFileName().toString().startsWith("api-")) {
        continue;
      }
      Optional<String> name = symbolicName(jar);
      if (name.isPresent()
          && !name.get().startsWith("org.osgi")
          && !name.get().startsWith("slf4j")
          && !name.get().contains("logback")
          && !name.get().startsWith("org.apache.felix.framework")) {
        found.add(jar);
      }
    }
    return found;
  }

  private static Optional<String> symbolicName(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      return manifest == null
          ? Optional.empty()
          : Optional.ofNullable(
              manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME));
    }
  }

  /** What the kernel shares with bundles. */
  private static String shared() throws Exception {
    List<String> exports = new ArrayList<>();
    for (String type : SHARED) {
      Path jar =
          Path.of(Class.forName(type).getProtectionDomain().getCodeSource().getLocation().toURI());
      try (JarFile file = new JarFile(jar.toFile());
          InputStream in = file.getInputStream(file.getEntry("META-INF/MANIFEST.MF"))) {
        exports.add(new Manifest(in).getMainAttributes().getValue(Constants.EXPORT_PACKAGE));
      }
    }
    return String.join(",", exports);
  }
}

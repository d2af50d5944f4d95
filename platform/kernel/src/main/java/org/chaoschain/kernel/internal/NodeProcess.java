// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.node.Node;
import org.chaoschain.kernel.ComponentReport;
import org.chaoschain.kernel.Failure;
import org.chaoschain.kernel.Kernel;
import org.chaoschain.kernel.KernelException;
import org.chaoschain.kernel.KernelOptions;
import org.chaoschain.kernel.NodeConfiguration;
import org.chaoschain.kernel.RunningKernel;
import org.chaoschain.kernel.config.Configuration;
import org.chaoschain.kernel.feature.Feature;
import org.chaoschain.kernel.feature.FeatureConfiguration;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node from its start to its stop. */
public final class NodeProcess implements RunningKernel {
  private final NodeConfiguration configuration;
  private final DataDirectory data;
  private final NodeFramework framework;
  private final Node node;
  private final Duration stopDeadline;
  private final CountDownLatch settled = new CountDownLatch(1); // the start is over, well or not
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final String contents; // of the framework's cache
  private final FileFacts facts;
  private volatile boolean wasUp;
  private Duration startDuration = Duration.ZERO;
  private Thread signalHook;

  private NodeProcess(
      NodeConfiguration configuration,
      DataDirectory data,
      NodeFramework framework,
      String contents,
      FileFacts facts) {
    this.contents = contents;
    this.facts = facts;
    this.configuration = configuration;
    this.data = data;
    this.framework = framework;
    Configuration values = configuration.configuration();
    stopDeadline = TimeSpan.parse(values.value("node.stop.deadline"));
    node =
        new NodeService(
            values.value("node.name"),
            values.value("node.chain.id"),
            Kernel.version(),
            data,
            framework::stop);
  }

  /**
   * Starts a node.
   *
   * @throws KernelException if it did not start; nothing of it is left running
   */
  public static RunningKernel start(KernelOptions options)
      throws KernelException, InterruptedException {
    long begin = System.nanoTime();
    DataDirectory data = DataDirectory.open(options.dataDirectory());
    NodeConfiguration configuration;
    NodeFramework framework;
    String contents;
    // Loading the framework takes longer than all that is done here meanwhile, and all they share
    // is which bundles there are: that decides about the cache.
    FileFacts facts = data.facts();
    Connector connector = Connector.ofClassPath(facts);
    CompletableFuture<Path> cache = new CompletableFuture<>();
    FutureTask<NodeFramework> coming =
        new FutureTask<>(() -> NodeFramework.init(cache::join, facts, connector));
    new Thread(coming, "chaos-framework").start();
    boolean ready = false;
    try {
      Feature feature = NodeConfiguration.feature(options, facts);
      contents = contents(feature, facts, connector);
      cache.complete(data.openCache(contents));
      configuration = NodeConfiguration.load(options, feature, facts);
      log(); // makes the log
      framework = await(coming);
      ready = true;
    } finally {
      if (!ready) {
        cache.cancel(false); // unless it was opened, there will be none
        abandon(coming);
        data.close();
      }
    }
    NodeProcess process = new NodeProcess(configuration, data, framework, contents, facts);
    process.watch();
    ComponentReport up;
    try {
      up = process.raise();
      process.wasUp = true;
    } finally {
      process.settled.countDown();
      if (!process.wasUp) {
        process.stop();
      }
    }
    process.startDuration = Duration.ofNanos(System.nanoTime() - begin);
    if (options.stopOnSignal()) {
      process.stopOnSignal();
    }
    process.tellItIsUp(up);
    return process;
  }

  private static String contents(Feature feature, FileFacts facts, Connector connector)
      throws KernelException {
    try {
      return CacheSeal.key(feature.bundles(), facts, connector);
    } catch (IOException e) {
      throw new KernelException(Failure.FEATURE, "a bundle cannot be read: " + e, e);
    }
  }

  private static NodeFramework await(FutureTask<NodeFramework> coming)
      throws KernelException, InterruptedException {
    try {
      return coming.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KernelException failure) {
        throw failure;
      }
      throw new KernelException(
          Failure.INTERNAL, "the framework could not be made: " + e.getCause(), e.getCause());
    }
  }

  // Whatever made the start fail is being thrown; here only nothing may be left.
  private static void abandon(FutureTask<NodeFramework> coming) {
    try {
      NodeFramework framework = coming.get();
      framework.stop();
      framework.awaitStop();
    } catch (ExecutionException e) {
      log().debug("the framework was not made either", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Logger log() { // not a constant: the log is made while the configuration is read
    return LoggerFactory.getLogger(Kernel.class);
  }

  private ComponentReport raise() throws KernelException, InterruptedException {
    BundleContext context = framework.context();
    ReservedServices reserved = new ReservedServices(framework::ofFeature);
    context.registerService(
        new String[] {FindHook.class.getName(), EventListenerHook.class.getName()}, reserved, null);
    context.registerService(Node.class, node, null);
    context.registerService(org.osgi.service.log.LoggerFactory.class, new ServiceLog(), null);
    context.registerService(ControlCommand.class, new LogLevelCommand(), null);
    framework.install(configuration.feature().bundles());
    framework.start();
    configure(context);
    Duration patience = TimeSpan.parse(configuration.configuration().value("node.start.deadline"));
    ComponentReport report = framework.raise(configuration.feature().highestStartLevel(), patience);
    if (report.bundles().stream().anyMatch(bundle -> !bundle.up())) {
      throw new KernelException(Failure.BUNDLE, report.problems());
    }
    if (!report.complete()) {
      throw new KernelException(Failure.COMPONENT, report.problems());
    }
    return report;
  }

  private void configure(BundleContext context) throws KernelException {
    Map<String, Map<String, Object>> dictionaries = configuration.configuration().dictionaries();
    ServiceReference<ConfigurationAdmin> reference =
        context.getServiceReference(ConfigurationAdmin.class);
    if (reference == null) {
      if (dictionaries.isEmpty() && configuration.feature().configurations().isEmpty()) {
        return;
      }
      throw new KernelException(
          Failure.FEATURE,
          "no bundle of start level 1 provides Configuration Admin, and there are configurations:"
              + " give such a bundle \"start-order\": 1 in the feature file");
    }
    Configurations configurations = new Configurations(context.getService(reference));
    try {
      for (Map.Entry<String, Map<String, Object>> entry : dictionaries.entrySet()) {
        configurations.put(entry.getKey(), entry.getValue());
      }
      for (FeatureConfiguration entry : configuration.feature().configurations()) {
        if (entry.factoryPid().isPresent()) {
          configurations.putFactory(entry);
        }
      }
    } catch (IOException e) {
      throw new KernelException(
          Failure.INTERNAL, "Configuration Admin took no configuration: " + e, e);
    }
    context.addBundleListener(
        new PluginConfigurations(
            configuration.configuration(), configurations, framework::ofFeature));
  }

  private void watch() {
    SynchronousBundleListener listener =
        event -> {
          if (event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID
              && event.getType() == BundleEvent.STOPPING) {
            stopping.countDown();
          }
        };
    framework.context().addBundleListener(listener);
    Thread watcher =
        new Thread(
            () -> {
              try {
                settled.await();
                data.sweepCache();
                data.keep(facts);
                framework.awaitStop();
                if (wasUp && !framework.altered()) {
                  data.sealCache(contents);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                stopping.countDown();
                data.close();
                stopped.countDown();
              }
            },
            "chaos-kernel");
    watcher.setDaemon(true);
    watcher.start();
  }

  private void stopOnSignal() {
    Thread hook =
        new Thread(
            () -> {
              try {
                int code = stop();
                if (code != 0) {
                  Runtime.getRuntime().halt(code);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "chaos-signal");
    signalHook = hook;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void tellItIsUp(ComponentReport report) {
    log()
        .info(
            "node {} of chain {} is up: {} bundles ({} connected), {} components, {} ms, data in {}",
            node.name(),
            node.chainId(),
            report.bundles().size(),
            framework.connected(),
            report.components().size(),
            startDuration.toMillis(),
            data.root());
  }

  @Override
  public State state() {
    if (stopped.getCount() == 0) {
      return State.STOPPED;
    }
    return stopping.getCount() == 0 ? State.STOPPING : State.RUNNING;
  }

  @Override
  public Node node() {
    return node;
  }

  @Override
  public NodeConfiguration configuration() {
    return configuration;
  }

  @Override
  public ComponentReport componentReport() {
    return framework.report();
  }

  @Override
  public Duration startDuration() {
    return startDuration;
  }

  @Override
  public BundleContext context() {
    BundleContext context = framework.context();
    if (context == null) {
      throw new IllegalStateException("the node has stopped");
    }
    return context;
  }

  @Override
  public int stop() throws InterruptedException {
    stopping.countDown();
    framework.stop();
    return awaitStop();
  }

  @Override
  public int awaitStop() throws InterruptedException {
    stopping.await();
    if (!stopped.await(stopDeadline.toNanos(), TimeUnit.NANOSECONDS)) {
      log()
          .error(
              "the node did not stop within {} (key node.stop.deadline); it is left as it is",
              stopDeadline);
      return Failure.STOP_DEADLINE.exitCode();
    }
    forgetSignal();
    log().info("node {} has stopped", node.name());
    return 0;
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void forgetSignal() {
    if (signalHook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(signalHook);
      } catch (IllegalStateException e) {
        // the process is ending, and that is what the hook is for
      }
      signalHook = null;
    }
  }
}

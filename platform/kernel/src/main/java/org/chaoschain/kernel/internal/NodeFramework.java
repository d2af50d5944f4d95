// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.felix.framework.Felix;
import org.chaoschain.kernel.ComponentReport;
import org.chaoschain.kernel.Failure;
import org.chaoschain.kernel.KernelException;
import org.chaoschain.kernel.feature.FeatureBundle;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * The framework with the feature's bundles. Its cache holds nothing anybody could lose: it is
 * empty, or that of a run with the same bundles and no others, in which none was updated or
 * removed. Bundles are installed by reference, without a copy, or {@linkplain Connector connected}.
 */
final class NodeFramework {
  private final Framework framework;
  private final Connector connector;
  private final Set<Bundle> bundles = new LinkedHashSet<>();
  private FeatureState state;
  private int connected;
  private volatile boolean altered;

  private NodeFramework(Framework framework, Connector connector) {
    this.framework = framework;
    this.connector = connector;
  }

  /**
   * Which Java it is, and its build: the same as {@link Runtime#version}, which has to be parsed.
   */
  static String javaVersion() {
    return System.getProperty("java.runtime.version");
  }

  /**
   * Makes the framework ready to install bundles; nothing runs yet.
   *
   * @param cache its folder; asked for when it is needed
   * @param facts what is known of the jars of the class path
   * @param connector whom it asks for bundles
   */
  static NodeFramework init(Supplier<Path> cache, FileFacts facts, Connector connector)
      throws KernelException {
    Map<String, Object> properties = new HashMap<>();
    properties.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, "1");
    properties.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
    properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, SharedPackages.header(facts));
    properties.put("felix.service.urlhandlers", "false");
    properties.put("felix.log.logger", new FrameworkLog());
    // in the calling thread: the pool that it would use else outlives the framework by a minute
    properties.put("felix.resolver.parallelism", "1");
    properties.put("felix.cm.pm", "memory");
    // the component runtime keeps what it has read of components in the cache
    properties.put("ds.cache.metadata", "true");
    // how long the component runtime gathers changes before it tells of them, in milliseconds
    properties.put("ds.service.changecount.timeout", "20");
    // the HTTP service would open a port of its own else, before anybody has configured it
    properties.put("org.apache.felix.http.require.config", "true");
    Path folder = cache.get();
    properties.put(Constants.FRAMEWORK_STORAGE, folder.toString());
    try {
      Framework framework = new Felix(properties, connector);
      framework.init();
      return new NodeFramework(framework, connector);
    } catch (BundleException e) {
      throw new KernelException(
          Failure.FRAMEWORK,
          "the framework did not start on its cache %s: %s".formatted(folder, e.getMessage()),
          e);
    }
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  Framework framework() {
    return framework;
  }

  /** Whether the bundle is the framework itself or was installed from the feature. */
  boolean ofFeature(Bundle bundle) {
    return bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID || bundles.contains(bundle);
  }

  /** Installs the bundles that the cache does not have, and has all of them started. */
  void install(List<FeatureBundle> feature) throws KernelException {
    for (FeatureBundle entry : feature) {
      try {
        Bundle bundle = context().installBundle(connector.location(entry.file()));
        bundles.add(bundle);
        toBeStarted(bundle, entry.startLevel());
      } catch (BundleException | IOException e) {
        throw new KernelException(
            Failure.BUNDLE,
            "bundle %s (%s) cannot be installed: %s"
                .formatted(entry.id(), entry.file(), e.getMessage()),
            e);
      }
    }
    // All at once: else each start resolves its own bundle, and much of the work is done again.
    // What does not resolve is told when it is started.
    framework.adapt(FrameworkWiring.class).resolveBundles(bundles);
    connected = connector.connect(bundles);
    context().addBundleListener((SynchronousBundleListener) this::bundleChanged);
    state = new FeatureState(context(), bundles);
  }

  private static void toBeStarted(Bundle bundle, int level) throws BundleException {
    BundleStartLevel state = bundle.adapt(BundleStartLevel.class);
    if (state.getStartLevel() != level) {
      state.setStartLevel(level);
    }
    boolean marked = state.isPersistentlyStarted() && state.isActivationPolicyUsed();
    if (!marked && bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
      bundle.start(Bundle.START_ACTIVATION_POLICY);
    }
  }

  private void bundleChanged(BundleEvent event) {
    switch (event.getType()) {
      case BundleEvent.INSTALLED, BundleEvent.UPDATED, BundleEvent.UNINSTALLED -> altered = true;
      default -> {} // what the next start does again
    }
  }

  /** How many bundles have started on the class path's loader. */
  int connected() {
    return connected;
  }

  /** Whether a bundle has come, gone, or been updated since the feature was installed. */
  boolean altered() {
    return altered;
  }

  /** Starts the bundles of start level 1. */
  void start() throws KernelException {
    try {
      framework.start();
    } catch (BundleException e) {
      throw new KernelException(
          Failure.FRAMEWORK, "the framework did not start: " + e.getMessage(), e);
    }
  }

  /** Starts the other bundles, and waits until everything is up or the deadline has passed. */
  ComponentReport raise(int level, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    CountDownLatch reached = new CountDownLatch(1);
    // By the queue of events, behind what failed on the way: a listener of this very request is
    // called at once. It goes with the framework.
    context()
        .addFrameworkListener(
            event -> {
              if (event.getType() == FrameworkEvent.STARTLEVEL_CHANGED) {
                reached.countDown();
              }
            });
    framework.adapt(FrameworkStartLevel.class).setStartLevel(level);
    if (!reached.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      return state.report();
    }
    return state.await(deadline);
  }

  ComponentReport report() {
    return state.report();
  }

  /** Asks the framework to stop; returns at once. */
  void stop() {
    try {
      framework.stop();
    } catch (BundleException e) {
      throw new IllegalStateException("a framework accepts a stop at any time", e);
    }
  }

  /** Whether the framework has stopped within the time. */
  boolean awaitStop(Duration patience) throws InterruptedException {
    return framework.waitForStop(Math.max(1, patience.toMillis())).getType()
        != FrameworkEvent.WAIT_TIMEDOUT;
  }

  void awaitStop() throws InterruptedException {
    framework.waitForStop(0);
  }
}

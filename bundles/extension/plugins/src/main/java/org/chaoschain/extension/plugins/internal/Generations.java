// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.plugin.Health;
import org.chaoschain.extension.plugins.internal.file.CapabilityHeader;
import org.chaoschain.extension.plugins.internal.file.DesiredPlugin;
import org.chaoschain.extension.plugins.internal.gate.PluginBundles;
import org.chaoschain.extension.plugins.internal.gate.ServiceGate;
import org.chaoschain.extension.plugins.internal.health.HealthProbe;
import org.chaoschain.extension.plugins.internal.leak.LeakWatch;
import org.chaoschain.extension.plugins.internal.pf4j.Carrier;
import org.chaoschain.extension.plugins.internal.state.DataFolders;
import org.chaoschain.extension.plugins.internal.state.Migration;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs, starts and removes generations of plugins in the framework, each under a location of
 * its own. A bundle is never updated in place: that loses messages.
 */
final class Generations {
  private static final Logger log = LoggerFactory.getLogger(Generations.class);
  private static final String LOCATION = "plugin:";
  private static final long LOOK_AGAIN_MILLIS = 2;

  private final BundleContext context;
  private final Readiness readiness;
  private final ComponentDiagnosis components;
  private final HealthProbe probe;
  private final ServiceGate gate;
  private final PluginBundles bundles;
  private final LeakWatch leaks;
  private final Executor workers;
  private final Duration startGrace;
  private final Duration stopGrace;
  private final AtomicLong count = new AtomicLong();

  Generations(
      BundleContext context,
      Readiness readiness,
      ComponentDiagnosis components,
      HealthProbe probe,
      ServiceGate gate,
      PluginBundles bundles,
      LeakWatch leaks,
      Executor workers,
      PluginSettings settings) {
    this.context = context;
    this.readiness = readiness;
    this.components = components;
    this.probe = probe;
    this.gate = gate;
    this.bundles = bundles;
    this.leaks = leaks;
    this.workers = workers;
    this.startGrace = settings.startGrace();
    this.stopGrace = settings.stopGrace();
  }

  /** Whether a bundle is a generation of a plugin. */
  static boolean isPlugin(Bundle bundle) {
    return bundle.getLocation().startsWith(LOCATION);
  }

  /** Bundles that an earlier run of this bundle left in the running framework. */
  List<Bundle> leftOver() {
    List<Bundle> found = new ArrayList<>();
    for (Bundle bundle : context.getBundles()) {
      if (isPlugin(bundle)) {
        found.add(bundle);
      }
    }
    return found;
  }

  Bundle install(DesiredPlugin plugin, Path jar) throws DeploymentException {
    String location =
        LOCATION + plugin.name() + "/" + plugin.generation() + "/" + count.incrementAndGet();
    Bundle bundle;
    bundles.expect(location);
    try (InputStream in = Carrier.open(jar, plugin.sha256())) {
      bundle = context.installBundle(location, in);
    } catch (BundleException | IOException e) {
      throw new DeploymentException("the framework does not take it: " + e.getMessage());
    } finally {
      bundles.expect("");
    }
    try {
      bundles.add(Headers.plugin(bundle, plugin));
      return bundle;
    } catch (CapabilityHeader.SyntaxException e) {
      remove(bundle);
      throw new DeploymentException(CapabilityHeader.NAME + ": " + e.getMessage());
    }
  }

  /** Brings a plugin's data to the form that an installed bundle wants. */
  void migrate(Migration migration, Bundle bundle, DataFolders folders, Limit bytes)
      throws DeploymentException {
    try {
      migration.run(bundle, folders, bytes, workers, startGrace);
    } catch (Migration.FailedException e) {
      throw new DeploymentException(e.getMessage());
    }
  }

  /**
   * Starts a bundle.
   *
   * @throws DeploymentException saying what it lacks, what its activator threw, or that this took
   *     too long
   */
  void start(Bundle bundle) throws DeploymentException {
    CompletableFuture<Void> started = new CompletableFuture<>();
    workers.execute(
        () -> {
          try {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
            started.complete(null);
          } catch (Throwable e) { // a plugin may throw anything
            started.completeExceptionally(e);
          }
        });
    try {
      started.get(startGrace.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new DeploymentException(reasons(bundle, e.getCause()));
    } catch (TimeoutException e) {
      throw new DeploymentException(
          "its activator has not returned after %d ms".formatted(startGrace.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeploymentException("the node stops");
    }
  }

  /**
   * Waits until a started bundle has passed its trial; its services are published then.
   *
   * @param worst how it may be at the worst
   * @throws DeploymentException saying what was missing when the time was over
   */
  void awaitUp(Bundle bundle, Health.Status worst) throws DeploymentException {
    DeploymentException failure = awaitUp(List.of(bundle), worst).get(bundle);
    if (failure != null) {
      throw failure;
    }
  }

  /** The same for several that may need each other: why those failed that did. */
  Map<Bundle, DeploymentException> awaitUp(List<Bundle> all, Health.Status worst) {
    List<Trial> trials =
        all.stream()
            .map(bundle -> new Trial(bundle, worst, context, components, probe, gate))
            .toList();
    return readiness.await(trials, startGrace);
  }

  /**
   * Stops and uninstalls a bundle and refreshes what was wired to it. A bundle that does not stop
   * within its time is left to do so in the background.
   */
  void remove(Bundle bundle) {
    beginRemoval(bundle).awaitGone();
  }

  /** The same, which goes on in the background. */
  Removal beginRemoval(Bundle bundle) {
    Removal removal = new Removal(bundle);
    workers.execute(
        () -> {
          try {
            uninstall(bundle);
          } catch (BundleException | RuntimeException e) {
            log.warn("{} cannot be uninstalled: {}", Headers.label(bundle), e.getMessage());
          } finally {
            removal.gone.countDown();
          }
        });
    return removal;
  }

  /** A bundle that is on its way out. */
  final class Removal {
    private final Bundle bundle;
    private final List<ServiceReference<?>> services;
    private final CountDownLatch gone = new CountDownLatch(1);

    private Removal(Bundle bundle) {
      this.bundle = bundle;
      ServiceReference<?>[] registered =
          bundle.getState() == Bundle.UNINSTALLED ? null : bundle.getRegisteredServices();
      this.services = registered == null ? List.of() : List.of(registered);
    }

    /**
     * Returns when all who used one of its services have let it go; it may still be busy with its
     * own end. A reference loses its bundle only after that, and no event tells it.
     */
    void awaitReleased() {
      for (long left = stopGrace.toMillis(); left > 0 && !released(); left -= LOOK_AGAIN_MILLIS) {
        try {
          if (gone.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
            return;
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }

    private boolean released() {
      return services.stream().allMatch(service -> service.getBundle() == null);
    }

    /** Returns when it is uninstalled, or is not within its time. */
    void awaitGone() {
      if (!await(gone)) {
        log.warn(
            "{} has not stopped after {} ms and is left alone; it goes when it returns",
            Headers.label(bundle),
            stopGrace.toMillis());
      }
    }
  }

  private void uninstall(Bundle bundle) throws BundleException {
    if (bundle.getState() == Bundle.UNINSTALLED) {
      gate.withdraw(bundle);
      bundles.remove(bundle.getBundleId());
      return;
    }
    gate.withdraw(bundle);
    try {
      bundle.stop();
    } catch (BundleException e) {
      log.warn("{} stopped with a failure: {}", Headers.label(bundle), String.valueOf(rootOf(e)));
    }
    watchLoader(bundle);
    bundle.uninstall();
    bundles.remove(bundle.getBundleId());
    CountDownLatch refreshed = new CountDownLatch(1);
    context
        .getBundle(0)
        .adapt(FrameworkWiring.class)
        .refreshBundles(
            List.of(bundle),
            event -> {
              if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED
                  || event.getType() == FrameworkEvent.ERROR) {
                refreshed.countDown();
              }
            });
    await(refreshed);
  }

  private void watchLoader(Bundle bundle) {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    ClassLoader loader = wiring == null ? null : wiring.getClassLoader();
    if (loader != null) {
      bundles
          .of(bundle.getBundleId())
          .ifPresent(
              plugin ->
                  leaks.removed(plugin.name(), plugin.version(), plugin.generation(), loader));
    }
  }

  /** Whether it came within the time, or the node stops and nobody waits for it any more. */
  private boolean await(CountDownLatch latch) {
    try {
      return latch.await(stopGrace.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private List<String> reasons(Bundle bundle, Throwable failure) {
    if (bundle.getState() == Bundle.INSTALLED) {
      List<String> lacks = new WiringDiagnosis(context).explain(bundle);
      if (!lacks.isEmpty()) {
        return lacks;
      }
      return List.of(
          UsesConflict.in(failure.getMessage())
              .map(UsesConflict::words)
              .orElse("the framework cannot resolve it: " + failure.getMessage()));
    }
    return List.of("its activator failed: " + rootOf(failure));
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }
}

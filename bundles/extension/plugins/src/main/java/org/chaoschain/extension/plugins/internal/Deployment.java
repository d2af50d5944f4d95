// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.plugin.PluginContext;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.extension.plugins.internal.account.Accounts;
import org.chaoschain.extension.plugins.internal.file.DropFolder;
import org.chaoschain.extension.plugins.internal.file.PluginStore;
import org.chaoschain.extension.plugins.internal.file.WaitingFiles;
import org.chaoschain.extension.plugins.internal.gate.BundleGuard;
import org.chaoschain.extension.plugins.internal.gate.PluginBundles;
import org.chaoschain.extension.plugins.internal.gate.ServiceGate;
import org.chaoschain.extension.plugins.internal.health.HealthProbe;
import org.chaoschain.extension.plugins.internal.health.HealthWatch;
import org.chaoschain.extension.plugins.internal.leak.LeakWatch;
import org.chaoschain.extension.plugins.internal.state.DataFolders;
import org.chaoschain.extension.plugins.internal.trust.Trust;
import org.chaoschain.extension.plugins.internal.trust.TrustPolicy;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** The parts of the deployment of plugins, put together. */
final class Deployment implements AutoCloseable {
  private static final Duration LONGEST_LEAK_CHECK = Duration.ofMinutes(1);

  private final List<Cancellable> timers = new ArrayList<>();
  private final List<ServiceRegistration<?>> services = new ArrayList<>();
  private final Readiness readiness;
  private final ServiceGate gate;
  private final BundleGuard guard;
  private final HealthWatch health;
  private final PluginDesk desk;

  /**
   * What the node gives.
   *
   * @param node as it is told to plugins
   * @param runtime of components
   */
  record Surroundings(
      Node node,
      Clock clock,
      Scheduler scheduler,
      Metrics metrics,
      Events events,
      ServiceComponentRuntime runtime) {}

  /**
   * Puts them together; nothing runs yet.
   *
   * @param context of this bundle
   * @param folder {@code plugins} in the data directory
   * @param drops the folders where plugins are put
   * @throws IOException if the store cannot be opened
   */
  Deployment(
      BundleContext context,
      Path folder,
      List<DropFolder> drops,
      PluginSettings settings,
      PluginBundles bundles,
      Accounts accounts,
      Surroundings node)
      throws IOException {
    Journal journal = new Journal(node.events(), node.metrics());
    ComponentDiagnosis components = new ComponentDiagnosis(context, node.runtime(), bundles);
    readiness = new Readiness(context, node.clock(), node.scheduler().workers());
    HealthProbe probe =
        new HealthProbe(context, node.scheduler().workers(), settings.health().timeout());
    gate =
        new ServiceGate(
            context,
            bundles,
            settings.services(),
            (plugin, reason) -> {
              journal.refused(plugin, reason);
              accounts.of(plugin.name()).failed("registration", new IllegalStateException(reason));
            });
    guard =
        new BundleGuard(
            context,
            bundles,
            (plugin, reason) -> {
              journal.refused(plugin, reason);
              accounts.of(plugin.name()).failed("installation", new IllegalStateException(reason));
            },
            (plugin, reason) -> {
              journal.refused(plugin, reason);
              trouble(plugin.name(), reason);
            });
    LeakWatch leaks =
        new LeakWatch(
            node.clock(),
            settings.leakGrace(),
            settings.collectionInterval(),
            System::gc,
            node.events());
    DataFolders folders = new DataFolders(folder.resolve("data"));
    PluginStore store = PluginStore.open(folder.resolve(".store"));
    Trust trust =
        Trust.open(
            settings.policy(),
            settings.trusted(),
            settings.trust(),
            folder.resolve(".trust"),
            node.clock());
    TrustGate trustGate = new TrustGate(trust, store);
    if (settings.policy() == TrustPolicy.ANY) {
      journal.development();
    }
    Generations generations =
        new Generations(
            context,
            readiness,
            components,
            probe,
            gate,
            bundles,
            leaks,
            node.scheduler().workers(),
            settings);
    Plugins plugins =
        new Plugins(
            context,
            store,
            new Deployer(store, generations, folders, settings.stateBytes(), trustGate),
            trustGate,
            folders,
            journal,
            node.clock(),
            settings,
            drops);
    health =
        new HealthWatch(
            probe,
            settings.health().interval(),
            settings.health().failures(),
            () -> running(plugins),
            this::trouble,
            node.scheduler(),
            node.events());
    Planner planner = new Planner(context, plugins, bundles);
    desk =
        new PluginDesk(
            context,
            plugins,
            planner,
            new Supervisor(plugins, planner, node.clock()),
            new WaitingRoom(
                WaitingFiles.open(folder.resolve(".waiting"), settings.waiting()),
                store,
                trust,
                journal,
                settings.files().fileBytes()),
            new Explanations(context, components),
            new Portrait(plugins.memory(), bundles, accounts, health, leaks, folders, trustGate),
            node.scheduler(),
            settings);
    plugins.onChanged(
        plugin -> {
          accounts.forgive(plugin);
          health.forget(plugin);
        });
    accounts.onTroubled(this::trouble);
    gate.start(); // first: nobody but plugins is to see what is for plugins
    Dictionary<String, Object> forPlugins =
        FrameworkUtil.asDictionary(Map.of(ServiceGate.FOR_PLUGINS, true));
    services.add(
        context.registerService(
            PluginContext.class, new PluginContexts(bundles, accounts, folders), forPlugins));
    services.add(
        context.registerService(
            Node.class, new PluginNode(node.node(), bundles, accounts), forPlugins));
    timers.add(node.metrics().gauge("plugins.running", () -> running(plugins).size()));
    timers.add(node.metrics().gauge("plugins.leaked.generations", leaks::count));
    timers.add(
        node.metrics()
            .gauge(
                "plugins.quarantined",
                () -> plugins.running().stream().filter(RunningPlugin::quarantined).count()));
    Duration check = settings.leakGrace().dividedBy(4).plusMillis(1);
    check = check.compareTo(LONGEST_LEAK_CHECK) > 0 ? LONGEST_LEAK_CHECK : check;
    timers.add(
        node.scheduler()
            .scheduleWithFixedDelay(
                check, check, () -> node.scheduler().workers().execute(leaks::look)));
  }

  /** Guards the framework, brings up what shall run, and follows the folders; returns at once. */
  void open() {
    guard.start();
    desk.open();
  }

  PluginDesk desk() {
    return desk;
  }

  /** Follows nothing any more, and takes the plugins' services from the node. */
  @Override
  public void close() {
    timers.forEach(Cancellable::cancel);
    health.close();
    desk.close();
    readiness.close();
    services.forEach(ServiceRegistration::unregister);
    gate.close();
    guard.close();
  }

  private void trouble(String plugin, String reason) {
    desk.trouble(plugin, reason);
  }

  private static Map<String, Bundle> running(Plugins plugins) {
    Map<String, Bundle> running = new TreeMap<>();
    for (RunningPlugin each : plugins.running()) {
      each.bundle().ifPresent(bundle -> running.put(each.desired().name(), bundle));
    }
    return running;
  }
}

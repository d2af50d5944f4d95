// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.time.Instant;
import java.util.Optional;
import org.chaoschain.api.time.Clock;
import org.chaoschain.extension.plugins.internal.file.DesiredPlugin;
import org.chaoschain.extension.plugins.internal.file.PluginFile;
import org.chaoschain.extension.plugins.internal.file.PluginRecord;

/**
 * Acts on plugins that came up and are in trouble later. Within {@code update.grace} after an
 * update the version before comes back; otherwise, or if that is in trouble as well, the plugin
 * goes into quarantine: its services go, its messages wait, and it stays so over restarts until
 * somebody releases it or installs another version. For one thread.
 */
final class Supervisor {
  private final Plugins plugins;
  private final Planner planner;
  private final Clock clock;

  Supervisor(Plugins plugins, Planner planner, Clock clock) {
    this.plugins = plugins;
    this.planner = planner;
    this.clock = clock;
  }

  /** A plugin has failed too often, or is not well. */
  void trouble(String name, String reason) {
    Optional<RunningPlugin> now = plugins.running(name).filter(each -> each.bundle().isPresent());
    if (now.isEmpty()) {
      return; // it was stopped meanwhile
    }
    Optional<PluginRecord.Generation> previous = previous(name);
    if (previous.isEmpty()) {
      quarantine(now.get(), reason);
      return;
    }
    rollBack(now.get(), previous.get(), reason);
  }

  /**
   * Lets a plugin run again.
   *
   * @throws DeploymentException if it is not in quarantine, or does not come up; it stays there
   *     then
   */
  DesiredPlugin release(String name) throws DeploymentException {
    RunningPlugin now =
        plugins
            .running(name)
            .filter(RunningPlugin::quarantined)
            .orElseThrow(() -> new DeploymentException(name + " is not in quarantine"));
    PluginFile file = plugins.kept(now.desired().sha256());
    return plugins.deploy(file, now.desired().file(), true, planner.install(file, true));
  }

  /** What ran before the update that brought what runs now, if that was short ago. */
  private Optional<PluginRecord.Generation> previous(String name) {
    PluginRecord record = plugins.memory().record(name);
    Instant since = clock.now().minus(plugins.settings().updateGrace());
    return record
        .latest()
        .filter(latest -> latest.update() && latest.at().isAfter(since))
        .flatMap(latest -> record.replaced());
  }

  private void rollBack(RunningPlugin now, PluginRecord.Generation previous, String reason) {
    DesiredPlugin bad = now.desired();
    try {
      PluginFile file = plugins.kept(previous.sha256());
      plugins.memory().write(plugins.memory().record(bad.name()).rolledBack(reason));
      plugins.deploy(file, bad.file(), true, planner.install(file, true));
    } catch (DeploymentException e) {
      plugins
          .running(bad.name())
          .filter(each -> each.bundle().isPresent())
          .ifPresent(
              each ->
                  quarantine(
                      each,
                      "%s; version %s did not come back: %s"
                          .formatted(reason, previous.version(), e.getMessage())));
      return;
    }
    plugins.journal().rolledBack(bad, previous.version(), reason);
  }

  private void quarantine(RunningPlugin now, String reason) {
    DesiredPlugin plugin = now.desired();
    PluginRecord.Quarantine why = new PluginRecord.Quarantine(reason, clock.now());
    plugins.memory().write(plugins.memory().record(plugin.name()).quarantined(why)); // first
    plugins.put(RunningPlugin.quarantined(plugin, reason));
    plugins.stop(now);
    plugins.journal().quarantined(plugin, why);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.extension.plugins.internal.file.DesiredPlugin;
import org.chaoschain.extension.plugins.internal.file.PluginStore;
import org.osgi.framework.Bundle;

/**
 * Brings generations up and takes them down in the order that loses nothing, and rolls back what
 * does not come up.
 */
final class Deployer {
  private final PluginStore store;
  private final Generations generations;

  Deployer(PluginStore store, Generations generations) {
    this.store = store;
    this.generations = generations;
  }

  /**
   * Brings several up that may need each other: all are installed before the first starts.
   *
   * @return in the order given
   */
  List<RunningPlugin> deployAll(List<DesiredPlugin> plugins) {
    List<RunningPlugin> result = new ArrayList<>();
    for (DesiredPlugin plugin : plugins) {
      result.add(attempt(plugin, () -> install(plugin)));
    }
    result.replaceAll(plugin -> continued(plugin, bundle -> generations.start(bundle)));
    result.replaceAll(plugin -> continued(plugin, bundle -> generations.awaitUp(bundle)));
    return result;
  }

  /** The first generation of a plugin, or one after a failure. */
  Bundle deploy(DesiredPlugin plugin) throws DeploymentException {
    Bundle bundle = install(plugin);
    try {
      generations.start(bundle);
      generations.awaitUp(bundle);
      return bundle;
    } catch (DeploymentException e) {
      generations.remove(bundle);
      throw e;
    }
  }

  /** The new generation comes up beside the old one, which goes then. */
  Bundle overlap(DesiredPlugin plugin, Bundle old) throws DeploymentException {
    Bundle fresh = deploy(plugin);
    generations.remove(old);
    return fresh;
  }

  /**
   * The old generation goes, then the new one comes; if it does not, the old one comes back. What
   * the old one holds is free as soon as its services are gone; what it has begun, such as
   * connections that drain, may go on while the new one comes up, unless one of them is a
   * singleton.
   *
   * @param restored gets the old one again after a failure
   */
  Bundle handOver(DesiredPlugin plugin, RunningPlugin old, Restored restored)
      throws DeploymentException {
    boolean alone = plugin.singleton() || old.desired().singleton() || old.bundle().isEmpty();
    if (alone) {
      old.bundle().ifPresent(generations::remove);
      try {
        return deploy(plugin);
      } catch (DeploymentException e) {
        restored.restored(attempt(old.desired(), () -> deploy(old.desired())));
        throw e;
      }
    }
    Bundle fresh = install(plugin); // before the old one goes: that makes the gap shorter
    Generations.Removal removal = generations.beginRemoval(old.bundle().get());
    removal.awaitReleased();
    try {
      generations.start(fresh);
      generations.awaitUp(fresh);
      return fresh;
    } catch (DeploymentException e) {
      generations.remove(fresh);
      restored.restored(attempt(old.desired(), () -> deploy(old.desired())));
      throw e;
    } finally {
      removal.awaitGone();
    }
  }

  void remove(Bundle bundle) {
    generations.remove(bundle);
  }

  void removeLeftOver() {
    generations.leftOver().forEach(generations::remove);
  }

  private Bundle install(DesiredPlugin plugin) throws DeploymentException {
    try {
      return generations.install(plugin, store.verified(plugin.sha256()));
    } catch (IOException e) {
      throw new DeploymentException(e.getMessage());
    }
  }

  private static RunningPlugin attempt(DesiredPlugin plugin, Attempt attempt) {
    try {
      return RunningPlugin.up(plugin, attempt.run());
    } catch (DeploymentException e) {
      return RunningPlugin.failed(plugin, e.getMessage());
    }
  }

  private RunningPlugin continued(RunningPlugin plugin, Step step) {
    Optional<Bundle> bundle = plugin.bundle();
    if (bundle.isEmpty()) {
      return plugin;
    }
    try {
      step.run(bundle.get());
      return plugin;
    } catch (DeploymentException e) {
      generations.remove(bundle.get());
      return RunningPlugin.failed(plugin.desired(), e.getMessage());
    }
  }

  /** Told of the old generation after a failed hand-over. */
  interface Restored {
    void restored(RunningPlugin old);
  }

  private interface Attempt {
    Bundle run() throws DeploymentException;
  }

  private interface Step {
    void run(Bundle bundle) throws DeploymentException;
  }
}

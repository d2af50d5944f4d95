// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.plugin.Health;
import org.chaoschain.extension.plugins.internal.file.DesiredPlugin;
import org.chaoschain.extension.plugins.internal.file.PluginStore;
import org.chaoschain.extension.plugins.internal.state.DataFolders;
import org.chaoschain.extension.plugins.internal.state.Migration;
import org.osgi.framework.Bundle;

/**
 * Brings generations up and takes them down in the order that loses nothing, and rolls back what
 * does not come up.
 */
final class Deployer {
  private final PluginStore store;
  private final Generations generations;
  private final DataFolders folders;
  private final Limit stateBytes;
  private final TrustGate gate;

  Deployer(
      PluginStore store,
      Generations generations,
      DataFolders folders,
      Limit stateBytes,
      TrustGate gate) {
    this.store = store;
    this.gate = gate;
    this.generations = generations;
    this.folders = folders;
    this.stateBytes = stateBytes;
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
    List<Bundle> started = result.stream().flatMap(plugin -> plugin.bundle().stream()).toList();
    // one that runs with less than it wants shall run: there is nothing to go back to
    Map<Bundle, DeploymentException> failures = generations.awaitUp(started, Health.Status.WARN);
    result.replaceAll(
        plugin ->
            continued(
                plugin,
                bundle -> {
                  if (failures.containsKey(bundle)) {
                    throw failures.get(bundle);
                  }
                }));
    return result;
  }

  /** The first generation of a plugin, or one after a failure. */
  Bundle deploy(DesiredPlugin plugin, Preparation preparation) throws DeploymentException {
    return deploy(plugin, preparation, Health.Status.OK);
  }

  private Bundle deploy(DesiredPlugin plugin, Preparation preparation, Health.Status worst)
      throws DeploymentException {
    Bundle bundle = install(plugin);
    try {
      preparation.prepare(bundle);
      generations.start(bundle);
      generations.awaitUp(bundle, worst);
      return bundle;
    } catch (DeploymentException e) {
      generations.remove(bundle);
      preparation.undo();
      throw e;
    }
  }

  /** The new generation comes up beside the old one, which goes then. */
  Bundle overlap(DesiredPlugin plugin, Bundle old) throws DeploymentException {
    Bundle fresh = deploy(plugin, Preparation.NONE);
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
  Bundle handOver(
      DesiredPlugin plugin, RunningPlugin old, Preparation preparation, Restored restored)
      throws DeploymentException {
    boolean alone =
        plugin.singleton()
            || old.desired().singleton()
            || old.bundle().isEmpty()
            || preparation != Preparation.NONE; // data is copied when nobody writes it any more
    if (alone) {
      old.bundle().ifPresent(generations::remove);
      try {
        return deploy(plugin, preparation);
      } catch (DeploymentException e) {
        restored.restored(comeBack(old));
        throw e;
      }
    }
    Bundle fresh = install(plugin); // before the old one goes: that makes the gap shorter
    Generations.Removal removal = generations.beginRemoval(old.bundle().get());
    removal.awaitReleased();
    try {
      generations.start(fresh);
      generations.awaitUp(fresh, Health.Status.OK);
      return fresh;
    } catch (DeploymentException e) {
      generations.remove(fresh);
      restored.restored(comeBack(old));
      throw e;
    } finally {
      removal.awaitGone();
    }
  }

  private RunningPlugin comeBack(RunningPlugin old) {
    return attempt(
        old.desired(), () -> deploy(old.desired(), Preparation.NONE, Health.Status.WARN));
  }

  /** Migrates data before the new generation starts, and drops the new data if it does not. */
  Preparation migrating(Migration migration) {
    return new Preparation() {
      private boolean done;

      @Override
      public void prepare(Bundle bundle) throws DeploymentException {
        generations.migrate(migration, bundle, folders, stateBytes);
        done = true;
      }

      @Override
      public void undo() {
        if (done) {
          migration.undo(folders);
        }
      }
    };
  }

  void remove(Bundle bundle) {
    generations.remove(bundle);
  }

  void removeLeftOver() {
    generations.leftOver().forEach(generations::remove);
  }

  private Bundle install(DesiredPlugin plugin) throws DeploymentException {
    gate.pass(plugin);
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

  /** What is done between the installation of a bundle and its start. */
  interface Preparation {
    /** Nothing. */
    Preparation NONE = bundle -> {};

    void prepare(Bundle bundle) throws DeploymentException;

    /** The bundle did not come up, and is gone. */
    default void undo() {}
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

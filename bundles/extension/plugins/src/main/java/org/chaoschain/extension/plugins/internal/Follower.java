// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.chaoschain.extension.plugins.internal.file.DesiredPlugin;
import org.chaoschain.extension.plugins.internal.file.DesiredState;
import org.chaoschain.extension.plugins.internal.file.PluginFile;
import org.chaoschain.extension.plugins.internal.file.PluginRecord;

/** Makes what runs the picture of what is in the drop folders. For one thread. */
final class Follower {
  private static final Comparator<DroppedFile> NEWEST =
      Comparator.comparing((DroppedFile file) -> file.plugin().orElseThrow().version())
          .thenComparing(file -> file.mark().modified());

  private final Plugins plugins;
  private final Planner planner;
  private final DropWatch watch;

  Follower(Plugins plugins, Planner planner) {
    this.plugins = plugins;
    this.planner = planner;
    this.watch = plugins.watch();
  }

  /** Looks at the drop folders and does what they ask for. */
  void follow() {
    watch.look();
    Set<String> names = new TreeSet<>();
    plugins.running().forEach(plugin -> names.add(plugin.desired().name()));
    watch.files().forEach(file -> file.plugin().ifPresent(plugin -> names.add(plugin.name())));
    long before = plugins.round();
    names.forEach(this::follow);
    DesiredState kept =
        plugins
            .state()
            .withholdingOnly(
                each ->
                    watch
                        .file(each.file())
                        .map(file -> !file.judged() || holds(file, each.sha256()))
                        .orElse(!watch.gone(each.file())));
    if (!kept.equals(plugins.state())) {
      plugins.write(kept);
    }
    if (before != plugins.round()) {
      plugins.clean();
    }
  }

  private void follow(String name) {
    RunningPlugin now = plugins.running(name).orElse(null);
    Optional<DroppedFile> best =
        watch.files().stream()
            .filter(file -> file.plugin().map(PluginFile::name).equals(Optional.of(name)))
            .filter(file -> !file.failedIn(plugins.round()))
            .filter(
                file ->
                    !plugins.state().withholds(file.path(), file.plugin().orElseThrow().sha256()))
            .filter(file -> !rejected(file))
            .max(NEWEST);
    if (best.isEmpty()) {
      if (now != null && sourceGone(now.desired())) {
        removeOrKeep(now);
      }
      return;
    }
    DroppedFile file = best.get();
    PluginFile plugin = file.plugin().orElseThrow();
    if (now == null) {
      tryDeploy(file, plugin);
    } else if (!plugin.sha256().equals(now.desired().sha256())) {
      if (file.path().equals(now.desired().file())
          || sourceGone(now.desired())
          || plugin.version().compareTo(now.desired().version()) > 0) {
        tryDeploy(file, plugin);
      }
    } else if (now.bundle().isEmpty() && !now.quarantined()) {
      tryDeploy(file, plugin);
    } else if (!file.path().equals(now.desired().file()) && now.bundle().isPresent()) {
      move(now, file.path());
    }
  }

  // The file was renamed, or stands in another folder.
  private void move(RunningPlugin now, Path file) {
    DesiredPlugin old = now.desired();
    if (!sourceGone(old)) {
      return;
    }
    DesiredPlugin moved =
        new DesiredPlugin(
            old.name(), old.version(), old.sha256(), file, old.generation(), old.singleton());
    plugins.put(RunningPlugin.up(moved, now.bundle().orElseThrow()));
    plugins.write(plugins.state().with(moved));
  }

  /** Whether the file that brought a plugin is not there, or holds something else by now. */
  private boolean sourceGone(DesiredPlugin plugin) {
    Optional<DroppedFile> file = watch.file(plugin.file());
    if (file.isEmpty()) {
      return watch.gone(plugin.file());
    }
    // another version of the plugin is its successor, even if it is not taken
    return file.get().plugin().filter(each -> !each.name().equals(plugin.name())).isPresent();
  }

  /** Whether a file was rolled back before; told once. */
  private boolean rejected(DroppedFile file) {
    PluginFile plugin = file.plugin().orElseThrow();
    Optional<PluginRecord.Rejected> before =
        plugins
            .memory()
            .record(plugin.name())
            .rejected()
            .filter(each -> each.sha256().equals(plugin.sha256()));
    before.ifPresent(
        each ->
            file.fail(
                "it was rolled back: %s; another content is tried again, or 'chaos plugin install --force'"
                    .formatted(each.reason()),
                -1));
    return before.isPresent();
  }

  private static boolean holds(DroppedFile file, String sha256) {
    return file.plugin().map(PluginFile::sha256).equals(Optional.of(sha256));
  }

  private void tryDeploy(DroppedFile file, PluginFile plugin) {
    PluginPlan plan = planner.install(plugin, false);
    List<String> beyond = plan.beyond(plugins.settings().changes());
    if (!beyond.isEmpty()) {
      String reason =
          String.join("; ", beyond) + "; 'chaos plugin install --force' does it all the same";
      if (!reason.equals(file.reason())) {
        plugins.journal().rejected(file.path().toString(), reason);
      }
      file.fail(reason, plugins.round());
      return;
    }
    boolean replaces = plugins.running(plugin.name()).flatMap(RunningPlugin::bundle).isPresent();
    try {
      plugins.deploy(plugin, file.path(), false, plan);
      file.accept(plugin);
    } catch (DeploymentException e) {
      boolean known = e.getMessage().equals(file.reason());
      file.fail(e.getMessage(), plugins.round());
      if (!known) {
        plugins
            .journal()
            .failed(
                plugin.name() + " " + plugin.version(),
                file.path().toString(),
                e.getMessage(),
                replaces);
      }
    }
  }

  private void removeOrKeep(RunningPlugin now) {
    String name = now.desired().name();
    PluginPlan plan = planner.removal(name);
    List<String> beyond = plan.beyond(plugins.settings().changes());
    if (beyond.isEmpty()) {
      plugins.remove(name, "its file " + now.desired().file() + " is gone", false, plan);
    } else if (now.failure().isEmpty()) {
      String reason =
          String.join("; ", beyond) + "; 'chaos plugin remove --force' does it all the same";
      plugins.put(now.complaining(reason));
      plugins.journal().rejected(now.desired().file().toString(), reason);
    }
  }
}

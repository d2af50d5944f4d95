// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.extension.plugins.internal.file.DesiredPlugin;
import org.chaoschain.extension.plugins.internal.file.DropFolder;
import org.chaoschain.extension.plugins.internal.file.PluginFile;
import org.chaoschain.extension.plugins.internal.file.PluginSignatureFile;
import org.chaoschain.extension.plugins.internal.file.RejectedPluginException;

/**
 * What commands ask for. The node's own drop folder stays the picture of what runs: an installed
 * file is put there, a removed one is deleted from there. For one thread.
 */
final class Orders {
  private final Plugins plugins;
  private final Planner planner;
  private final Supervisor supervisor;
  private final WaitingRoom waiting;

  Orders(Plugins plugins, Planner planner, Supervisor supervisor, WaitingRoom waiting) {
    this.plugins = plugins;
    this.planner = planner;
    this.supervisor = supervisor;
    this.waiting = waiting;
  }

  Map<String, Object> plan(Path file, Path signature, boolean force) throws ControlException {
    PluginFile plugin;
    try {
      plugin = checked(file, signature, force);
    } catch (RejectedPluginException e) {
      throw ControlException.refused(e.getMessage());
    }
    Map<String, Object> plan = planner.install(plugin, force).toMap();
    plugins.clean();
    return plan;
  }

  Map<String, Object> planRemoval(String name) throws ControlException {
    running(name);
    return planner.removal(name).toMap();
  }

  Map<String, Object> release(String name) throws ControlException {
    RunningPlugin before = running(name);
    if (!before.quarantined()) {
      throw ControlException.refused(
          "%s is not in quarantine; 'chaos plugin why %s' tells how it is".formatted(name, name));
    }
    try {
      return result("released", supervisor.release(name), "");
    } catch (DeploymentException e) {
      throw ControlException.failed(
          "%s did not come up and stays in quarantine: %s".formatted(name, e.getMessage()));
    }
  }

  Map<String, Object> install(Path file, Path signature, boolean force) throws ControlException {
    PluginFile plugin;
    try {
      plugin = checked(file, signature, force);
    } catch (RejectedPluginException e) {
      throw ControlException.refused(e.getMessage() + kept(file, signature, e));
    }
    Map<String, Object> result = install(file, plugin, force);
    waiting.remove(plugin.sha256());
    return result;
  }

  /** Changes whose plugins run, and installs what waited for that. */
  Map<String, Object> change(Plugins.TrustChange change) throws ControlException {
    waiting.judge(); // so that the decision knows all that waits
    Map<String, Object> result = plugins.change(change);
    waiting.judge();
    takeUp();
    return result;
  }

  /**
   * Approves a file, and installs it if it waits. One that was approved before and could not be
   * installed then is tried again.
   */
  Map<String, Object> approve(String what) throws ControlException {
    waiting.judge();
    List<WaitingPlugin> before = waiting.all();
    List<WaitingPlugin> approved =
        before.stream().filter(each -> each.is(what) && each.admitted()).toList();
    Map<String, Object> result =
        approved.size() == 1
            ? approved.get(0).toMap("approved")
            : plugins.change(orders -> orders.approve(what));
    waiting.judge();
    takeUp();
    String sha256 = String.valueOf(result.get("sha256"));
    Optional<WaitingPlugin> left = waiting.of(sha256);
    if (left.isPresent()) {
      throw ControlException.failed(
          "%s %s is approved, and was not installed: %s; it is tried again when something changes, 'chaos plugin install %s' tries it now"
              .formatted(
                  left.get().name(),
                  left.get().version(),
                  left.get().reason(),
                  left.get().file().file()));
    }
    if (before.stream().anyMatch(each -> each.sha256().equals(sha256))) {
      result.put("installed", true);
    }
    return result;
  }

  Map<String, Object> forget(String what) throws ControlException {
    return waiting.forget(what);
  }

  /** Installs what waited and may run by now, each once a round. */
  void takeUp() {
    for (WaitingPlugin each : waiting.admitted(plugins.round())) {
      Path file = each.file().file();
      try {
        install(file, PluginSignatureFile.of(file), false);
      } catch (ControlException e) {
        waiting.failed(each, e.getMessage(), plugins.round());
      }
    }
  }

  private String kept(Path file, Path signature, RejectedPluginException refused) {
    try {
      return waiting.keep(file, signature, refused);
    } catch (IOException | RejectedPluginException e) {
      return "; it cannot wait for a decision: " + e.getMessage();
    }
  }

  private Map<String, Object> install(Path file, PluginFile plugin, boolean force)
      throws ControlException {
    Optional<RunningPlugin> before = plugins.running(plugin.name());
    PluginPlan plan = planner.install(plugin, force);
    boolean stopped = before.map(RunningPlugin::quarantined).orElse(false);
    if (plan.action() == PluginPlan.Action.NOTHING && !force && !stopped) {
      return result("unchanged", before.orElseThrow().desired(), "");
    }
    if (!plan.refusal().isEmpty()) {
      plugins.clean();
      throw ControlException.refused(plugin.name() + ": " + plan.refusal());
    }
    refuseIfBeyond(plan, force);
    Path target = target(file, plugin, before);
    DesiredPlugin deployed;
    try {
      deployed = plugins.deploy(plugin, target, force, plan);
    } catch (DeploymentException e) {
      plugins.clean();
      throw ControlException.failed(
          "%s %s did not come up: %s%s"
              .formatted(
                  plugin.name(),
                  plugin.version(),
                  e.getMessage(),
                  plan.from().isEmpty() ? "" : "; version %s runs on".formatted(plan.from())));
    }
    if (force) {
      plugins.stay(deployed);
    }
    place(file, target, plugin);
    plugins.clean();
    Map<String, Object> result =
        result(before.isPresent() ? "updated" : "installed", deployed, plan.from());
    result.put("plan", plan.toMap());
    return result;
  }

  Map<String, Object> remove(String name, boolean force, boolean data) throws ControlException {
    RunningPlugin running = running(name);
    PluginPlan plan = planner.removal(name);
    refuseIfBeyond(plan, force);
    clearFiles(name, Optional.empty());
    plugins.remove(name, "by command", data, plan);
    plugins.clean();
    Map<String, Object> result =
        result("removed", running.desired(), running.desired().version().toString());
    result.put("data", plugins.folders().hasAny(name) ? "kept" : "none");
    result.put("plan", plan.toMap());
    return result;
  }

  private RunningPlugin running(String name) throws ControlException {
    return plugins
        .running(name)
        .orElseThrow(() -> ControlException.notFound("no plugin is named '" + name + "'"));
  }

  private PluginFile checked(Path file, Path signature, boolean older)
      throws ControlException, RejectedPluginException {
    if (!file.isAbsolute()) {
      throw ControlException.usage(
          "'file' must be an absolute path, since the node runs elsewhere: " + file);
    }
    if (!Files.isRegularFile(file)) {
      throw ControlException.notFound("there is no file " + file);
    }
    try {
      return plugins.take(file, signature, older);
    } catch (IOException e) {
      throw ControlException.failed(file + " cannot be read: " + e.getMessage());
    }
  }

  private void refuseIfBeyond(PluginPlan plan, boolean force) throws ControlException {
    List<String> beyond = force ? List.of() : plan.beyond(plugins.settings().changes());
    if (!beyond.isEmpty()) {
      plugins.clean();
      throw ControlException.refused(String.join("; ", beyond) + "; --force does it all the same");
    }
  }

  private DropFolder own() {
    return plugins.watch().folders().stream()
        .filter(DropFolder::own)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the node's own folder is always watched"));
  }

  /** Where the file will stand: where it is, where the one before was, or under its name. */
  private Path target(Path file, PluginFile plugin, Optional<RunningPlugin> before) {
    DropFolder own = own();
    Path normal = file.normalize();
    if (own.holds(normal)) {
      return normal;
    }
    String suffix = file.getFileName().toString().endsWith(".zip") ? ".zip" : ".jar";
    Optional<Path> old =
        before
            .map(each -> each.desired().file())
            .filter(own::holds)
            .filter(path -> path.toString().endsWith(suffix));
    if (old.isPresent()) {
      return old.get();
    }
    Path named = own.path().resolve(plugin.name() + suffix);
    boolean foreign =
        plugins
            .watch()
            .file(named)
            .flatMap(DroppedFile::plugin)
            .filter(other -> !other.name().equals(plugin.name()))
            .isPresent();
    return foreign
        ? own.path().resolve(plugin.name() + "-" + plugin.sha256().substring(0, 12) + suffix)
        : named;
  }

  private void place(Path file, Path target, PluginFile plugin) throws ControlException {
    try {
      if (!file.normalize().equals(target)) {
        plugins.copyTo(plugin, target);
      }
      plugins.watch().put(own(), target, plugin);
    } catch (IOException e) {
      throw ControlException.failed(
          "%s %s runs, but cannot be put into %s, so it will be gone after the next look at the folder: %s"
              .formatted(plugin.name(), plugin.version(), target, e.getMessage()));
    }
    clearFiles(plugin.name(), Optional.of(target));
  }

  /**
   * Deletes the files of a plugin from the own folder, and leaves those in the shared one alone.
   */
  private void clearFiles(String name, Optional<Path> butFor) {
    List<DroppedFile> files = new ArrayList<>(plugins.watch().files());
    for (DroppedFile file : files) {
      boolean ofPlugin = file.plugin().map(PluginFile::name).equals(Optional.of(name));
      boolean source =
          plugins.running(name).map(each -> each.desired().file()).equals(Optional.of(file.path()));
      if ((ofPlugin || source) && !Optional.of(file.path()).equals(butFor)) {
        clear(file);
      }
    }
  }

  private void clear(DroppedFile file) {
    if (!file.folder().own()) {
      file.plugin()
          .ifPresent(
              plugin -> plugins.write(plugins.state().withholding(file.path(), plugin.sha256())));
      return;
    }
    try {
      Files.deleteIfExists(file.path());
      Files.deleteIfExists(PluginSignatureFile.of(file.path()));
      plugins.watch().forget(file.path());
    } catch (IOException e) {
      file.plugin()
          .ifPresent(
              plugin -> plugins.write(plugins.state().withholding(file.path(), plugin.sha256())));
    }
  }

  private static Map<String, Object> result(String action, DesiredPlugin plugin, String from) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("action", action);
    map.put("name", plugin.name());
    map.put("version", plugin.version().toString());
    map.put("from", from);
    map.put("generation", plugin.generation());
    map.put("sha256", plugin.sha256());
    map.put("source", plugin.file().toString());
    return map;
  }
}

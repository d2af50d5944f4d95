// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.chaoschain.api.time.Clock;
import org.chaoschain.extension.plugins.internal.file.DesiredPlugin;
import org.chaoschain.extension.plugins.internal.file.DesiredState;
import org.chaoschain.extension.plugins.internal.file.DropFolder;
import org.chaoschain.extension.plugins.internal.file.JarCheck;
import org.chaoschain.extension.plugins.internal.file.PluginFile;
import org.chaoschain.extension.plugins.internal.file.PluginStore;
import org.chaoschain.extension.plugins.internal.file.RejectedPluginException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs, what shall run, and how the one becomes the other. For one thread, but for {@link
 * #running}.
 */
final class Plugins {
  private static final Logger log = LoggerFactory.getLogger(Plugins.class);

  private final BundleContext context;
  private final PluginStore store;
  private final JarCheck check;
  private final Deployer deployer;
  private final Journal journal;
  private final Clock clock;
  private final PluginSettings settings;
  private final DropWatch watch;
  private final Map<String, RunningPlugin> running = new ConcurrentSkipListMap<>();
  private DesiredState state = DesiredState.EMPTY;
  private long round;

  Plugins(
      BundleContext context,
      PluginStore store,
      Deployer deployer,
      Journal journal,
      Clock clock,
      PluginSettings settings,
      List<DropFolder> folders) {
    this.context = context;
    this.store = store;
    this.check = new JarCheck(settings.files(), Runtime.version().feature());
    this.deployer = deployer;
    this.journal = journal;
    this.clock = clock;
    this.settings = settings;
    this.watch = new DropWatch(folders, this::take, journal, clock, settings);
  }

  /** Brings up what shall run, from the store. */
  void restore() {
    deployer.removeLeftOver();
    try {
      state = store.read();
    } catch (IOException e) {
      journal.trouble(e.getMessage());
    }
    for (RunningPlugin plugin : deployer.deployAll(state.plugins())) {
      DesiredPlugin desired = plugin.desired();
      running.put(desired.name(), plugin);
      if (plugin.bundle().isPresent()) {
        log.info("plugin {} {} is up", desired.name(), desired.version());
      } else {
        journal.failed(desired.name(), desired.file().toString(), plugin.failure(), false);
      }
    }
  }

  /** What was deployed or failed since has to be tried again: something has changed. */
  void tryAgain() {
    round++;
  }

  Collection<RunningPlugin> running() {
    return running.values();
  }

  Optional<RunningPlugin> running(String name) {
    return Optional.ofNullable(running.get(name));
  }

  DesiredState state() {
    return state;
  }

  /** Grows whenever something was deployed, removed or failed. */
  long round() {
    return round;
  }

  PluginSettings settings() {
    return settings;
  }

  Journal journal() {
    return journal;
  }

  /** Puts what is known of a plugin in the place of what was known. */
  void put(RunningPlugin plugin) {
    running.put(plugin.desired().name(), plugin);
  }

  DropWatch watch() {
    return watch;
  }

  /** Copies, checks and keeps a file. */
  PluginFile take(Path file) throws IOException, RejectedPluginException {
    String name = file.getFileName().toString();
    try {
      PluginStore.Staged staged = store.stage(name, file, settings.files().fileBytes());
      PluginFile plugin = check.check(name, staged);
      for (Bundle bundle : context.getBundles()) {
        if (plugin.name().equals(bundle.getSymbolicName()) && !Generations.isPlugin(bundle)) {
          throw RejectedPluginException.wrong(
              name,
              "has the name of %s, which is part of the node; a plugin needs a name of its own"
                  .formatted(Headers.label(bundle)));
        }
      }
      store.keep(staged);
      return plugin;
    } finally {
      store.discard();
    }
  }

  /** Puts a kept file into a drop folder. */
  void copyTo(PluginFile file, Path target) throws IOException {
    store.copyTo(file.sha256(), target);
  }

  PluginPlan plan(PluginFile file) {
    RunningPlugin now = running.get(file.name());
    return PluginPlan.install(
        context,
        file,
        now == null ? Optional.empty() : now.bundle(),
        now == null ? "" : now.desired().sha256());
  }

  PluginPlan removalPlan(String name) {
    return PluginPlan.removal(context, name, running(name).flatMap(RunningPlugin::bundle));
  }

  /**
   * Brings a checked file up in the place of what runs under its name.
   *
   * @param source the file in the drop folder it belongs to
   * @throws DeploymentException if it does not come up; what ran before runs on
   */
  DesiredPlugin deploy(PluginFile file, Path source) throws DeploymentException {
    long from = clock.nanoTime();
    RunningPlugin old = running.get(file.name());
    if (old == null && !settings.plugins().allows(running.size() + 1L)) {
      throw new DeploymentException(
          settings.plugins().refuse("node", running.size() + 1L).getMessage());
    }
    DesiredPlugin next =
        new DesiredPlugin(
            file.name(),
            file.version(),
            file.sha256(),
            source,
            old == null ? 1 : old.desired().generation() + 1,
            file.singleton());
    running.put(file.name(), RunningPlugin.up(next, bringUp(file, next, old)));
    round++;
    write(state.with(next));
    journal.deployed(
        next,
        old == null ? "" : old.desired().version().toString(),
        Duration.ofNanos(clock.nanoTime() - from));
    return next;
  }

  /** Takes a plugin down. */
  void remove(String name, String why) {
    RunningPlugin old = running.get(name);
    write(state.without(name)); // first: a crash must not bring back what was removed
    running.remove(name);
    if (old != null) {
      old.bundle().ifPresent(deployer::remove);
      round++;
      journal.removed(old.desired(), why);
    }
  }

  void write(DesiredState next) {
    state = next;
    try {
      store.write(next);
    } catch (IOException e) {
      journal.trouble(
          "the list of plugins cannot be written: %s; after a start the plugin folder decides"
              .formatted(e.getMessage()));
    }
  }

  /** Deletes jars that nothing needs any more. */
  void clean() {
    Set<String> needed = new HashSet<>();
    state.plugins().forEach(plugin -> needed.add(plugin.sha256()));
    watch.files().forEach(file -> file.plugin().ifPresent(each -> needed.add(each.sha256())));
    try {
      store.retain(needed);
    } catch (IOException e) {
      journal.trouble("the plugin store cannot be cleaned: " + e.getMessage());
    }
  }

  private Bundle bringUp(PluginFile file, DesiredPlugin next, RunningPlugin old)
      throws DeploymentException {
    if (old == null || old.bundle().isEmpty()) {
      return deployer.deploy(next);
    }
    if (Replacement.of(file, old.bundle().get()) == Replacement.OVERLAP) {
      return deployer.overlap(next, old.bundle().get());
    }
    return deployer.handOver(next, old, restored -> running.put(file.name(), restored));
  }

  /** Says that a plan restarts too much. */
  String tooMany(PluginPlan plan) {
    return settings.restarts().refuse("plugin " + plan.name(), plan.restarts().size()).getMessage()
        + ": "
        + String.join(", ", plan.restarts());
  }
}

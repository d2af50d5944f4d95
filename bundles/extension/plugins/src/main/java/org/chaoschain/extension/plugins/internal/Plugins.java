// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.time.Clock;
import org.chaoschain.extension.plugins.internal.file.DesiredPlugin;
import org.chaoschain.extension.plugins.internal.file.DesiredState;
import org.chaoschain.extension.plugins.internal.file.DropFolder;
import org.chaoschain.extension.plugins.internal.file.JarCheck;
import org.chaoschain.extension.plugins.internal.file.PluginFile;
import org.chaoschain.extension.plugins.internal.file.PluginRecord;
import org.chaoschain.extension.plugins.internal.file.PluginSignatureFile;
import org.chaoschain.extension.plugins.internal.file.PluginStore;
import org.chaoschain.extension.plugins.internal.file.RejectedPluginException;
import org.chaoschain.extension.plugins.internal.state.DataFolders;
import org.chaoschain.extension.plugins.internal.trust.Admission;
import org.chaoschain.extension.plugins.internal.trust.Objection;
import org.chaoschain.extension.plugins.internal.trust.TrustOrders;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs, and how something else comes to run. For one thread, but for {@link #running} and
 * {@link #memory}.
 */
final class Plugins {
  private static final Logger log = LoggerFactory.getLogger(Plugins.class);

  private final BundleContext context;
  private final PluginStore store;
  private final JarCheck check;
  private final Deployer deployer;
  private final TrustGate gate;
  private final DataFolders folders;
  private final Memory memory;
  private final Journal journal;
  private final Clock clock;
  private final PluginSettings settings;
  private final DropWatch watch;
  private final Map<String, RunningPlugin> running = new ConcurrentSkipListMap<>();
  private final Map<String, Objection> objections = new ConcurrentSkipListMap<>();
  private Consumer<String> changed = plugin -> {};
  private long round;

  Plugins(
      BundleContext context,
      PluginStore store,
      Deployer deployer,
      TrustGate gate,
      DataFolders folders,
      Journal journal,
      Clock clock,
      PluginSettings settings,
      List<DropFolder> drops) {
    this.context = context;
    this.store = store;
    this.check = new JarCheck(settings.files(), Runtime.version().feature());
    this.deployer = deployer;
    this.gate = gate;
    this.folders = folders;
    this.memory = new Memory(store, journal);
    this.journal = journal;
    this.clock = clock;
    this.settings = settings;
    this.watch =
        new DropWatch(
            drops,
            file -> take(file, PluginSignatureFile.of(file), false),
            journal,
            clock,
            settings);
  }

  /** Who is told that another generation of a plugin runs, or none any more. */
  void onChanged(Consumer<String> listener) {
    changed = listener;
  }

  /** Brings up what shall run, from the store; what is in quarantine stays there. */
  void restore() {
    deployer.removeLeftOver();
    memory.read();
    List<DesiredPlugin> wanted = new ArrayList<>();
    for (DesiredPlugin plugin : memory.state().plugins()) {
      Optional<PluginRecord.Quarantine> quarantine = memory.record(plugin.name()).quarantine();
      if (quarantine.isPresent()) {
        put(RunningPlugin.quarantined(plugin, quarantine.get().reason()));
        journal.stillQuarantined(plugin, quarantine.get());
      } else {
        wanted.add(plugin);
      }
    }
    for (RunningPlugin plugin : deployer.deployAll(wanted)) {
      DesiredPlugin desired = plugin.desired();
      put(plugin);
      if (plugin.bundle().isPresent()) {
        log.info("plugin {} {} is up", desired.name(), desired.version());
      } else {
        object(desired);
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

  Memory memory() {
    return memory;
  }

  DesiredState state() {
    return memory.state();
  }

  DataFolders folders() {
    return folders;
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

  /**
   * Asks whose a file is, copies, checks and keeps it.
   *
   * @param signature where its signature is, if it has one
   * @param older whether a version is taken that is older than one that has run
   */
  PluginFile take(Path file, Path signature, boolean older)
      throws IOException, RejectedPluginException {
    String name = file.getFileName().toString();
    try {
      Admission admission = gate.trust().admit(name, signature, older);
      PluginStore.Staged staged = store.stage(name, file, settings.files().fileBytes());
      admission.checkWhole(staged);
      PluginFile plugin = check.check(name, staged, admission);
      admission.confirm(plugin);
      for (Bundle bundle : context.getBundles()) {
        if (plugin.name().equals(bundle.getSymbolicName()) && !Generations.isPlugin(bundle)) {
          throw RejectedPluginException.wrong(
              name,
              "has the name of %s, which is part of the node; a plugin needs a name of its own"
                  .formatted(Headers.label(bundle)));
        }
      }
      store.keep(staged, admission.signature());
      return plugin;
    } finally {
      store.discard();
    }
  }

  /** A jar of the store, looked into again. */
  PluginFile kept(String sha256) throws DeploymentException {
    try {
      return check.check(sha256 + ".jar", new PluginStore.Staged(store.verified(sha256), sha256));
    } catch (IOException | RejectedPluginException e) {
      throw new DeploymentException(e.getMessage());
    }
  }

  /** The operator wants this version, although a higher one may have run. */
  void stay(DesiredPlugin plugin) {
    gate.ran(plugin, true, journal);
  }

  /** Why a plugin that shall run must not, if that is so. Safe for use by many threads. */
  Optional<Objection> objection(String name) {
    return Optional.ofNullable(objections.get(name));
  }

  /** Changes whose plugins run, and does at once what follows from it. */
  Map<String, Object> change(TrustChange change) throws ControlException {
    Map<String, Object> result = change.apply(gate.trust().orders());
    for (RunningPlugin plugin : List.copyOf(running.values())) {
      DesiredPlugin desired = plugin.desired();
      Optional<Objection> objection = object(desired);
      if (objection.isPresent() && plugin.bundle().isPresent()) {
        stop(plugin);
        put(RunningPlugin.failed(desired, objection.get().reason()));
        journal.withdrawn(desired, objection.get().reason());
      }
    }
    watch.judgeAgain();
    round++;
    return result;
  }

  private Optional<Objection> object(DesiredPlugin plugin) {
    Optional<Objection> objection = gate.objection(plugin);
    objection.ifPresentOrElse(
        each -> objections.put(plugin.name(), each), () -> objections.remove(plugin.name()));
    return objection;
  }

  /** All that bears on trust. */
  List<Map<String, Object>> trustRows() {
    return gate.trust().orders().rows();
  }

  /** A decision of the operator. */
  interface TrustChange {
    Map<String, Object> apply(TrustOrders orders) throws ControlException;
  }

  /** Puts a kept file into a drop folder. */
  void copyTo(PluginFile file, Path target) throws IOException {
    store.copyTo(file.sha256(), target);
  }

  /** Whether a file may follow on what has run under its name. */
  Succession succession(PluginFile file, boolean force) {
    return Succession.of(
        file,
        running(file.name()).map(RunningPlugin::desired),
        memory.record(file.name()),
        folders,
        force);
  }

  /**
   * Brings a checked file up in the place of what runs under its name.
   *
   * @param source the file in the drop folder it belongs to
   * @param force even if it is a downgrade
   * @param plan made of it before, for the event
   * @throws DeploymentException if it may not, or does not come up; what ran before runs on
   */
  DesiredPlugin deploy(PluginFile file, Path source, boolean force, PluginPlan plan)
      throws DeploymentException {
    long from = clock.nanoTime();
    RunningPlugin old = running.get(file.name());
    if (old == null && !settings.plugins().allows(running.size() + 1L)) {
      throw new DeploymentException(
          settings.plugins().refuse("node", running.size() + 1L).getMessage());
    }
    PluginRecord record = memory.record(file.name());
    Succession succession = succession(file, force);
    if (succession.refusal().isPresent()) {
      throw new DeploymentException(succession.refusal().get());
    }
    int number =
        1
            + Math.max(
                old == null ? 0 : old.desired().generation(),
                record.latest().map(PluginRecord.Generation::number).orElse(0));
    DesiredPlugin next =
        new DesiredPlugin(
            file.name(), file.version(), file.sha256(), source, number, file.singleton());
    boolean update = old != null && old.bundle().isPresent();
    put(RunningPlugin.up(next, bringUp(file, next, old, succession)));
    round++;
    Duration took = Duration.ofNanos(clock.nanoTime() - from);
    changed.accept(file.name());
    objections.remove(next.name());
    gate.ran(next, false, journal);
    remember(file, next, update, took);
    journal.deployed(next, old == null ? "" : old.desired().version().toString(), took, plan);
    return next;
  }

  private void remember(PluginFile file, DesiredPlugin next, boolean update, Duration took) {
    PluginRecord record = memory.record(file.name());
    if (record.stateVersion() != 0 && record.stateVersion() != file.state().version()) {
      try {
        folders.keepOnly(file.name(), record.stateVersion(), file.state().version());
      } catch (IOException e) {
        journal.trouble("old data of %s cannot be deleted: %s".formatted(file.name(), e));
      }
    }
    Instant now = clock.now();
    memory.write(
        record.up(
            new PluginRecord.Generation(
                next.generation(),
                next.version(),
                next.sha256(),
                file.state().version(),
                now,
                took.toMillis(),
                update,
                PluginRecord.Outcome.RUNS,
                "")));
    memory.write(memory.state().with(next));
  }

  /**
   * Takes a plugin down.
   *
   * @param data whether its data goes too
   * @param plan made of it before, for the event
   */
  void remove(String name, String why, boolean data, PluginPlan plan) {
    RunningPlugin old = running.get(name);
    memory.write(memory.state().without(name)); // first: a crash must not bring it back
    running.remove(name);
    objections.remove(name);
    changed.accept(name);
    if (old != null) {
      old.bundle().ifPresent(deployer::remove);
      round++;
      journal.removed(old.desired(), why, plan);
    }
    try {
      if (data) {
        folders.delete(name);
      }
    } catch (IOException e) {
      journal.trouble("the data of %s cannot be deleted: %s".formatted(name, e));
    }
    // without data there is nothing that an older version could misread
    memory.write(
        folders.hasAny(name)
            ? memory.records().with(memory.record(name).removed(why))
            : memory.records().without(name));
  }

  /** Takes the bundle of a plugin away and leaves the plugin in the list. */
  void stop(RunningPlugin plugin) {
    plugin.bundle().ifPresent(deployer::remove);
    changed.accept(plugin.desired().name());
    round++;
  }

  void write(DesiredState next) {
    memory.write(next);
  }

  /** Deletes jars that nothing needs any more. */
  void clean() {
    memory.clean(watch.files());
  }

  private Bundle bringUp(
      PluginFile file, DesiredPlugin next, RunningPlugin old, Succession succession)
      throws DeploymentException {
    Deployer.Preparation preparation =
        succession.migration().map(deployer::migrating).orElse(Deployer.Preparation.NONE);
    if (old == null || old.bundle().isEmpty()) {
      return deployer.deploy(next, preparation);
    }
    if (Replacement.of(file, old.bundle().get(), succession) == Replacement.OVERLAP) {
      return deployer.overlap(next, old.bundle().get());
    }
    return deployer.handOver(next, old, preparation, this::put);
  }
}

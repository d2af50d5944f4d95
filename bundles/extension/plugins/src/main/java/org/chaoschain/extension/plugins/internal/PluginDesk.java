// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.extension.plugins.internal.file.PluginSignatureFile;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;

/**
 * Where changes of plugins are asked for: by the drop folders, which it looks at again and again,
 * and by commands. They are done one after the other. Safe for use by many threads.
 */
final class PluginDesk implements FrameworkListener, AutoCloseable {
  private final BundleContext context;
  private final Plugins plugins;
  private final Follower follower;
  private final Supervisor supervisor;
  private final Orders orders;
  private final WaitingRoom waiting;
  private final Explanations explanations;
  private final Portrait portrait;
  private final Scheduler scheduler;
  private final SerialExecutor executor;
  private final Duration pollInterval;
  private final Duration patience;
  private volatile List<PluginRow> idle = List.of();
  private volatile Cancellable timer = () -> false;
  private volatile boolean closed;

  /** What shall run has been brought up, or has failed; the folders have been looked at. */
  private volatile boolean loaded;

  PluginDesk(
      BundleContext context,
      Plugins plugins,
      Planner planner,
      Supervisor supervisor,
      WaitingRoom waiting,
      Explanations explanations,
      Portrait portrait,
      Scheduler scheduler,
      PluginSettings settings) {
    this.context = context;
    this.plugins = plugins;
    this.supervisor = supervisor;
    this.follower = new Follower(plugins, planner);
    this.orders = new Orders(plugins, planner, supervisor, waiting);
    this.waiting = waiting;
    this.explanations = explanations;
    this.portrait = portrait;
    this.scheduler = scheduler;
    this.executor = scheduler.serial("plugins");
    this.pollInterval = settings.pollInterval();
    // a command may wait for a deployment and its roll-back, and for one that is before it
    this.patience = settings.startGrace().plus(settings.stopGrace()).multipliedBy(6);
  }

  /** Brings up what shall run, then follows the folders; returns at once. */
  void open() {
    context.addFrameworkListener(this);
    executor.execute(plugins::restore);
    executor.execute(waiting::open);
    executor.execute(this::look);
  }

  /** Follows nothing any more; what runs is left running. */
  @Override
  public void close() {
    closed = true;
    timer.cancel();
    context.removeFrameworkListener(this);
  }

  /** Bundles that a plugin needs may have been started. */
  @Override
  public void frameworkEvent(FrameworkEvent event) {
    boolean moreIsThere =
        event.getType() == FrameworkEvent.STARTLEVEL_CHANGED
            || event.getType() == FrameworkEvent.STARTED;
    if (moreIsThere && !closed) {
      executor.execute(plugins::tryAgain);
    }
  }

  List<PluginRow> list() {
    List<PluginRow> rows = new ArrayList<>();
    for (RunningPlugin plugin : plugins.running()) {
      Explanations.Explanation now = explanations.of(plugin);
      rows.add(
          PluginRow.of(
                  plugin.desired(),
                  plugins
                      .objection(plugin.desired().name())
                      .map(objection -> objection.state().word())
                      .orElse(now.state()),
                  String.join("; ", now.reasons()),
                  plugin.bundle().map(Headers::services).map(List::copyOf).orElse(List.of()))
              .with(
                  portrait.health(plugin),
                  portrait.use(plugin.desired().name()).failures(),
                  portrait.leaks(plugin.desired().name()).size()));
    }
    rows.addAll(idle);
    return rows;
  }

  /** One item for everything that has the name: plugins, files, and other bundles of the node. */
  List<Map<String, Object>> why(String name) throws ControlException {
    List<Map<String, Object>> items = new ArrayList<>();
    for (PluginRow row : list()) {
      if (row.name().equalsIgnoreCase(name)
          || Path.of(row.source()).getFileName().toString().equalsIgnoreCase(name)) {
        items.add(item(row.name(), row.version(), row.state(), row.source(), row.reason()));
      }
    }
    if (items.isEmpty()) {
      explanations
          .named(name)
          .forEach(
              bundle -> {
                Explanations.Explanation now = explanations.of(bundle);
                items.add(
                    item(
                        bundle.getSymbolicName(),
                        bundle.getVersion().toString(),
                        now.state(),
                        bundle.getLocation(),
                        String.join("; ", now.reasons())));
              });
    }
    if (items.isEmpty()) {
      throw unknown(name);
    }
    return items;
  }

  /** The plan of a file whose signature, if it has one, is beside it. */
  Map<String, Object> plan(Path file, boolean force) throws ControlException {
    return plan(file, PluginSignatureFile.of(file), force);
  }

  Map<String, Object> plan(Path file, Path signature, boolean force) throws ControlException {
    return ordered(() -> orders.plan(file, signature, force));
  }

  Map<String, Object> planRemoval(String name) throws ControlException {
    return orderedFor(name, () -> orders.planRemoval(name));
  }

  /** Installs a file whose signature, if it has one, is beside it. */
  Map<String, Object> install(Path file, boolean force) throws ControlException {
    return install(file, PluginSignatureFile.of(file), force);
  }

  Map<String, Object> install(Path file, Path signature, boolean force) throws ControlException {
    return ordered(() -> orders.install(file, signature, force));
  }

  /** Changes whose plugins run. */
  Map<String, Object> change(Plugins.TrustChange change) throws ControlException {
    return ordered(() -> orders.change(change));
  }

  /** Approves a file, and installs it if it waits. */
  Map<String, Object> approve(String what) throws ControlException {
    return ordered(() -> orders.approve(what));
  }

  /** Drops a file that waits. */
  Map<String, Object> forget(String what) throws ControlException {
    return ordered(() -> orders.forget(what));
  }

  /** All that bears on whose plugins run. */
  List<Map<String, Object>> trust() throws ControlException {
    List<Map<String, Object>> rows = new ArrayList<>();
    ordered(
        () -> {
          rows.addAll(plugins.trustRows());
          return Map.of();
        });
    return rows;
  }

  Map<String, Object> remove(String name, boolean force, boolean data) throws ControlException {
    return orderedFor(name, () -> orders.remove(name, force, data));
  }

  Map<String, Object> show(String name) throws ControlException {
    RunningPlugin plugin = plugins.running(name).orElse(null);
    if (plugin == null) {
      throw unknown(name);
    }
    return portrait.of(plugin, explanations.of(plugin));
  }

  Map<String, Object> release(String name) throws ControlException {
    return orderedFor(name, () -> orders.release(name));
  }

  /**
   * What runs of a plugin is in trouble; returns at once. What has taken its place meanwhile is not
   * blamed for it.
   */
  void trouble(String name, String reason) {
    Optional<Bundle> blamed = plugins.running(name).flatMap(RunningPlugin::bundle);
    try {
      executor.execute(
          () -> {
            if (plugins.running(name).flatMap(RunningPlugin::bundle).equals(blamed)) {
              supervisor.trouble(name, reason);
            }
          });
    } catch (RejectedExecutionException e) {
      // the node has more to do than it can hold; the next failure asks again
    }
  }

  private void checkKnown(String name) throws ControlException {
    if (plugins.running(name).isEmpty()) {
      throw unknown(name);
    }
  }

  private ControlException unknown(String name) {
    if (!loaded) {
      return new ControlException(
          "unavailable",
          "no plugin is named '%s' so far, and plugins are still being loaded after the start; try again"
              .formatted(name));
    }
    List<String> known = new ArrayList<>();
    list().forEach(row -> known.add(row.name()));
    List<String> nearest = NearestNames.to(name, known);
    if (nearest.isEmpty()) {
      nearest = NearestNames.to(name, explanations.names());
    }
    return ControlException.notFound(
        nearest.isEmpty()
            ? "no plugin is named '%s'; plugin.list names all".formatted(name)
            : "no plugin is named '%s'; did you mean %s?"
                .formatted(name, String.join(" or ", nearest)));
  }

  private static Map<String, Object> item(
      String name, String version, String state, String source, String reason) {
    Map<String, Object> map = new java.util.LinkedHashMap<>();
    map.put("name", name);
    map.put("version", version);
    map.put("state", state);
    map.put("source", source);
    map.put("reasons", reason.isEmpty() ? List.of() : List.of(reason.split("; (?=[a-z]+ )", -1)));
    return map;
  }

  private void look() {
    if (closed) {
      return;
    }
    try {
      follower.follow();
      orders.takeUp();
      publish();
    } finally {
      loaded = true;
      timer = scheduler.schedule(pollInterval, () -> executor.execute(this::look));
    }
  }

  private void publish() {
    List<PluginRow> rows = new ArrayList<>();
    plugins.watch().files().forEach(file -> PluginRow.of(file).ifPresent(rows::add));
    plugins.state().withheld().forEach(file -> rows.add(PluginRow.of(file)));
    waiting.all().forEach(file -> rows.add(PluginRow.of(file)));
    idle = List.copyOf(rows);
  }

  private interface Order {
    Map<String, Object> run() throws ControlException;
  }

  /** Whoever has been answered sees in the list what was done. */
  private Map<String, Object> published(Order order) throws ControlException {
    try {
      return order.run();
    } finally {
      publish();
    }
  }

  /**
   * Whether there is such a plugin is asked when it is the order's turn: after a restart its plugin
   * may be on its way up.
   */
  private Map<String, Object> orderedFor(String name, Order order) throws ControlException {
    return ordered(
        () -> {
          checkKnown(name);
          return order.run();
        });
  }

  private Map<String, Object> ordered(Order order) throws ControlException {
    CompletableFuture<Map<String, Object>> done = new CompletableFuture<>();
    try {
      executor.execute(
          () -> {
            try {
              done.complete(published(order));
            } catch (ControlException | RuntimeException e) {
              done.completeExceptionally(e);
            }
          });
      return done.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ControlException refused
          ? refused
          : ControlException.failed(String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      throw ControlException.failed(
          "it was not done within %d s; plugin.list tells what became of it"
              .formatted(patience.toSeconds()));
    } catch (RejectedExecutionException e) {
      throw new ControlException("unavailable", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ControlException("unavailable", "the node stops");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.health;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.plugin.Health;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.osgi.framework.Bundle;

/**
 * Asks the running plugins again and again how they are. One that is critical several times in a
 * row is handed on. Safe for use by many threads.
 */
public final class HealthWatch implements AutoCloseable {
  private final HealthProbe probe;
  private final int failures;
  private final Supplier<Map<String, Bundle>> running;
  private final BiConsumer<String, String> critical;
  private final Events events;
  private final Map<String, State> states = new ConcurrentHashMap<>();
  private final SerialExecutor executor;
  private final Cancellable timer;

  private record State(Health health, int inARow) {}

  /**
   * Begins to watch.
   *
   * @param interval between two looks
   * @param failures how often in a row a plugin must be critical to be handed on; 0 for never
   * @param running what runs now, by the plugin's name
   * @param critical gets a plugin and the reason
   */
  public HealthWatch(
      HealthProbe probe,
      Duration interval,
      int failures,
      Supplier<Map<String, Bundle>> running,
      BiConsumer<String, String> critical,
      Scheduler scheduler,
      Events events) {
    this.probe = probe;
    this.failures = failures;
    this.running = running;
    this.critical = critical;
    this.events = events;
    this.executor = scheduler.serial("plugin-health");
    this.timer =
        scheduler.scheduleWithFixedDelay(interval, interval, () -> executor.execute(this::look));
  }

  /** How a plugin was when it was last asked; fine if it was not yet. */
  public Health of(String plugin) {
    State state = states.get(plugin);
    return state == null ? Health.FINE : state.health();
  }

  /** Forgets what was, because another generation runs or none. */
  public void forget(String plugin) {
    states.remove(plugin);
  }

  /** Watches no more. */
  @Override
  public void close() {
    timer.cancel();
  }

  private void look() {
    Map<String, Bundle> now = running.get();
    states.keySet().retainAll(now.keySet());
    now.forEach(this::look);
  }

  private void look(String plugin, Bundle bundle) {
    Health health = probe.look(bundle);
    if (bundle.getState() != Bundle.ACTIVE) {
      return; // it was stopped meanwhile
    }
    State before = states.getOrDefault(plugin, new State(Health.FINE, 0));
    boolean bad = health.status() == Health.Status.CRITICAL;
    State after = new State(health, bad ? before.inARow() + 1 : 0);
    states.put(plugin, after);
    if (health.status() != before.health().status()) {
      tell(plugin, health);
    }
    if (bad && failures > 0 && after.inARow() == failures) {
      critical.accept(plugin, health.reason());
    }
  }

  private void tell(String plugin, Health health) {
    Event.Severity severity =
        switch (health.status()) {
          case OK -> Event.Severity.INFO;
          case WARN -> Event.Severity.WARNING;
          case CRITICAL -> Event.Severity.CRITICAL;
        };
    events.publish(
        new Event(
            Event.Category.OPERATION,
            severity,
            "plugin.health",
            health.reason().isEmpty()
                ? "Plugin %s is well".formatted(plugin)
                : "Plugin %s says: %s".formatted(plugin, health.reason()),
            Map.of("name", plugin, "status", health.status().name())));
  }
}

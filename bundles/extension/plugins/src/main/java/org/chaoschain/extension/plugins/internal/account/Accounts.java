// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.account;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.isolation.PluginAccounts;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.extension.plugins.internal.gate.PluginBundle;
import org.chaoschain.extension.plugins.internal.gate.PluginBundles;
import org.osgi.framework.Constants;

/** The accounts of all plugins that have been in the node since it started. */
public final class Accounts implements PluginAccounts, AutoCloseable {
  private static final Duration SHORTEST_WATCH = Duration.ofMillis(50);
  private static final Duration LONGEST_WATCH = Duration.ofSeconds(1);

  private final PluginBundles bundles;
  private final AccountSettings settings;
  private final Clock clock;
  private final Scheduler scheduler;
  private final AccountJournal journal;
  private final Map<String, Account> byPlugin = new ConcurrentHashMap<>();
  private final CallRoom room;
  private final Cancellable watch;

  /**
   * Opens no account yet.
   *
   * @param bundles which are plugins
   */
  public Accounts(
      PluginBundles bundles,
      AccountSettings settings,
      Clock clock,
      Scheduler scheduler,
      Events events,
      Metrics metrics) {
    this.bundles = bundles;
    this.settings = settings;
    this.clock = clock;
    this.scheduler = scheduler;
    this.journal = new AccountJournal(events, metrics);
    this.room = new CallRoom(settings.calls(), () -> byPlugin.values().forEach(Account::wakeAll));
    Duration interval = settings.quotas().of("").handlerTime().dividedBy(4);
    interval = interval.compareTo(SHORTEST_WATCH) < 0 ? SHORTEST_WATCH : interval;
    interval = interval.compareTo(LONGEST_WATCH) > 0 ? LONGEST_WATCH : interval;
    this.watch = scheduler.scheduleWithFixedDelay(interval, interval, this::lookForSlow);
  }

  @Override
  public PluginAccount of(Map<String, ?> properties) {
    if (!(properties.get(Constants.SERVICE_BUNDLEID) instanceof Long id)) {
      return PluginAccount.NODE;
    }
    Optional<PluginBundle> plugin = bundles.of(id);
    return plugin.isEmpty() ? PluginAccount.NODE : account(plugin.get().name());
  }

  /** The account of a plugin. */
  public PluginAccount of(String plugin) {
    return account(plugin);
  }

  /** What a plugin has in use. */
  public AccountUse use(String plugin) {
    return account(plugin).use();
  }

  /** Forgets the failures of a plugin. */
  public void forgive(String plugin) {
    account(plugin).forgive();
  }

  /**
   * Who is told of a plugin that has failed too often.
   *
   * @param listener gets the plugin and the last failure, on any thread; must not block
   */
  public void onTroubled(BiConsumer<String, String> listener) {
    journal.onTroubled(listener);
  }

  /** Watches no more. */
  @Override
  public void close() {
    watch.cancel();
  }

  private void lookForSlow() {
    byPlugin.values().forEach(Account::watch);
  }

  private Account account(String plugin) {
    return byPlugin.computeIfAbsent(
        plugin,
        name ->
            new Account(
                name,
                settings,
                capability -> bundles.declares(name, capability),
                clock,
                scheduler,
                journal,
                room));
  }
}

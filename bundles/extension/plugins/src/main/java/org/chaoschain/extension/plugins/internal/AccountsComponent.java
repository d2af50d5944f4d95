// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.util.Map;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.isolation.PluginAccounts;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.extension.plugins.internal.account.Accounts;
import org.chaoschain.extension.plugins.internal.gate.PluginBundles;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The accounts of plugins; up before any plugin is, since whoever works for plugins asks here. */
@Component(
    service = {PluginAccounts.class, AccountsComponent.class},
    configurationPid = PluginConfiguration.PID)
public final class AccountsComponent implements PluginAccounts {
  private final PluginBundles bundles = new PluginBundles();
  private final Accounts accounts;

  /** Made by Declarative Services. */
  @Activate
  public AccountsComponent(
      PluginConfiguration configuration,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics,
      @Reference Events events) {
    accounts =
        new Accounts(
            bundles,
            PluginSettings.accounts(configuration, metrics),
            clock,
            scheduler,
            events,
            metrics);
  }

  @Deactivate
  void deactivate() {
    accounts.close();
  }

  PluginBundles bundles() {
    return bundles;
  }

  Accounts accounts() {
    return accounts;
  }

  @Override
  public PluginAccount of(Map<String, ?> properties) {
    return accounts.of(properties);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.chaoschain.api.control.StatusSection;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.plugin.Health;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.extension.plugins.internal.file.DropFolder;
import org.chaoschain.extension.plugins.internal.trust.TrustPolicy;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.Designate;

/** Plugins of this node: the store in its data directory, the folders, the deployment. */
@Component(
    service = {PluginsComponent.class, StatusSection.class},
    immediate = true,
    configurationPid = PluginConfiguration.PID)
@Designate(ocd = PluginConfiguration.class)
public final class PluginsComponent implements StatusSection {
  private final Deployment deployment;
  private final TrustPolicy policy;
  private final PluginDesk desk;

  /**
   * Made by Declarative Services.
   *
   * @throws IOException if the store cannot be opened, or what is known of trust cannot be read
   */
  @Activate
  public PluginsComponent(
      BundleContext context,
      PluginConfiguration configuration,
      @Reference AccountsComponent accounts,
      @Reference Node node,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics,
      @Reference Events events,
      @Reference ServiceComponentRuntime runtime)
      throws IOException {
    PluginSettings settings = PluginSettings.of(configuration, metrics);
    policy = settings.policy();
    Path own = node.directory("plugins").toAbsolutePath().normalize();
    List<DropFolder> folders = new ArrayList<>(List.of(new DropFolder(own, true)));
    settings
        .sharedFolder()
        .filter(shared -> !shared.equals(own))
        .ifPresent(shared -> folders.add(new DropFolder(shared, false)));
    deployment =
        new Deployment(
            context,
            own,
            folders,
            settings,
            accounts.bundles(),
            accounts.accounts(),
            new Deployment.Surroundings(node, clock, scheduler, metrics, events, runtime));
    desk = deployment.desk();
    deployment.open();
  }

  @Deactivate
  void deactivate() {
    deployment.close();
  }

  PluginDesk desk() {
    return desk;
  }

  @Override
  public String name() {
    return "plugins";
  }

  @Override
  public Map<String, ?> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    List<PluginRow> rows = desk.list();
    status.put(
        "policy",
        policy == TrustPolicy.ANY ? "any: development mode, unsigned plugins run" : policy.word());
    status.put("active", rows.stream().filter(row -> row.state().equals("active")).count());
    status.put("troubled", rows.stream().filter(row -> !row.reason().isEmpty()).count());
    List<String> critical =
        rows.stream()
            .filter(row -> row.health().status() == Health.Status.CRITICAL)
            .map(row -> row.name() + ": " + row.health().reason())
            .toList();
    Health.Status worst =
        rows.stream()
            .map(row -> row.health().status())
            .max(Health.Status::compareTo)
            .orElse(Health.Status.OK);
    status.put("health", worst.name().toLowerCase(Locale.ROOT));
    status.put("critical", critical);
    status.put(
        "quarantined", rows.stream().filter(row -> row.state().equals("quarantined")).count());
    status.put(
        "list",
        rows.stream()
            .map(row -> (row.name() + " " + row.version()).strip() + " " + row.state())
            .toList());
    return status;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.chaoschain.api.node.Node;
import org.chaoschain.extension.pf4j.carrier.CarriedMigration;
import org.chaoschain.extension.pf4j.carrier.CarriedPluginException;
import org.chaoschain.extension.pf4j.carrier.CarriedPlugins;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The adapter. Nothing of PF4J is loaded before the first carrier asks for it. */
@Component(service = CarriedPlugins.class)
public final class Pf4jComponent implements CarriedPlugins {
  private final NodeVersion node;
  private final ClassLoader api = new ApiClassLoader(Pf4jComponent.class.getClassLoader());
  private final Set<CarriedPlugin> running = ConcurrentHashMap.newKeySet();

  /** Made by Declarative Services. */
  @Activate
  public Pf4jComponent(@Reference Node node) {
    this.node = new NodeVersion(node.version());
  }

  @Override
  public CarriedPlugin start(BundleContext carrier) throws CarriedPluginException {
    RunningPf4jPlugin plugin = RunningPf4jPlugin.start(carrier, node, api);
    running.add(plugin);
    return () -> {
      running.remove(plugin);
      plugin.stop();
    };
  }

  @Override
  public void migrate(Bundle carrier, String type, CarriedMigration.Step step)
      throws CarriedPluginException {
    PluginMigration.run(carrier, type, step, node, api);
  }

  /** Carriers may outlive the adapter, their plugins do not. */
  @Deactivate
  void deactivate() {
    for (CarriedPlugin plugin : running) {
      try {
        plugin.stop();
      } catch (CarriedPluginException e) {
        // it is gone; the log has what went wrong
      }
    }
    running.clear();
  }
}

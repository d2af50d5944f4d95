// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.carrier;

import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Brings carried plugins up. A service of the adapter. Safe for use by many threads; blocks. */
@ProviderType
public interface CarriedPlugins {
  /**
   * Loads and starts the plugin that a carrier names, and registers its extensions as services of
   * the carrier.
   *
   * @param carrier the context of the carrier
   * @return what takes it down again; closing it twice does nothing
   * @throws CarriedPluginException if a step fails; everything before it has been undone
   */
  CarriedPlugin start(BundleContext carrier) throws CarriedPluginException;

  /**
   * Runs the migration of a carrier's plugin; nothing of it stays loaded.
   *
   * @param carrier need not be started
   * @param type the plugin's class
   * @throws CarriedPluginException if it cannot be loaded, or fails
   */
  void migrate(Bundle carrier, String type, CarriedMigration.Step step)
      throws CarriedPluginException;

  /** A plugin that runs. */
  @ProviderType
  interface CarriedPlugin {
    /**
     * Withdraws the services, stops the plugin, closes its class loader, deletes its files, in this
     * order; goes on when a step fails.
     *
     * @throws CarriedPluginException naming the first step that failed
     */
    void stop() throws CarriedPluginException;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.carrier;

import java.nio.file.Path;
import org.chaoschain.api.plugin.StateMigration;
import org.osgi.framework.FrameworkUtil;

/**
 * Stands in a carrier for the migration of its plugin: the carrier has a subclass with the very
 * name of the plugin's class. So whoever looks for the migration in the bundle finds it there, and
 * nothing of the plugin is loaded before it is needed.
 */
public abstract class CarriedMigration implements StateMigration {
  /** Called by whoever migrates. */
  protected CarriedMigration() {}

  @Override
  public final void migrate(Path folder, int from, int to) throws Exception {
    CarrierActivator.adapter(FrameworkUtil.getBundle(CarriedMigration.class).getBundleContext())
        .migrate(
            FrameworkUtil.getBundle(getClass()), getClass().getName(), new Step(folder, from, to));
  }

  /**
   * What is to be migrated.
   *
   * @param folder a copy of the state
   * @param from the state version of what is there
   * @param to the state version that is wanted
   */
  public record Step(Path folder, int from, int to) {}
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import java.io.IOException;
import java.util.List;
import org.chaoschain.api.plugin.StateMigration;
import org.chaoschain.extension.pf4j.carrier.CarriedMigration;
import org.chaoschain.extension.pf4j.carrier.CarriedPluginException;
import org.osgi.framework.Bundle;

/** Runs a plugin's migration, in a class loader that lives as long as that takes. */
final class PluginMigration {
  private PluginMigration() {}

  static void run(
      Bundle carrier, String type, CarriedMigration.Step step, NodeVersion node, ClassLoader api)
      throws CarriedPluginException {
    Carried carried = Carried.by(carrier);
    PluginView view =
        new PluginView(
            carried.descriptor().getPluginId(), node.number(), new RefusedExtensionFactory());
    Undo undo = new Undo();
    try {
      LoadedClasses classes =
          LoadedClasses.layOut(
              carrier.getDataFile("pf4j-migration").toPath(), carried, view, api, undo);
      ContextLoader.run(classes, () -> migrate(classes, type, step));
    } catch (IOException e) {
      throw new CarriedPluginException("its files cannot be laid out: " + e.getMessage());
    } finally {
      undo.run(); // what fails here is in the log
    }
  }

  private static void migrate(LoadedClasses classes, String type, CarriedMigration.Step step)
      throws CarriedPluginException {
    Class<?> found = classes.load("migration", type);
    if (!StateMigration.class.isAssignableFrom(found)) {
      throw new CarriedPluginException(
          "its migration %s does not implement %s".formatted(type, StateMigration.class.getName()));
    }
    StateMigration migration =
        new Constructors(List.of(), ignored -> null)
            .make("migration", found.asSubclass(StateMigration.class));
    try {
      migration.migrate(step.folder(), step.from(), step.to());
    } catch (Exception | LinkageError | AssertionError e) { // a plugin may throw anything
      throw Failures.of("its migration " + type + " has failed", e);
    }
  }
}

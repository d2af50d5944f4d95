// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.sample.pf4j;

import java.nio.file.Files;
import java.nio.file.Path;
import org.chaoschain.api.plugin.StateMigration;

/** Writes down what it was asked for, but never from 7. */
public final class EchoMigration implements StateMigration {
  public EchoMigration() {}

  @Override
  public void migrate(Path folder, int from, int to) throws Exception {
    if (from == 7) {
      throw new IllegalStateException("nobody knows what 7 was");
    }
    Files.writeString(folder.resolve("migrated"), from + " to " + to);
  }
}

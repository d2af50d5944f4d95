// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.plugin;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Brings a plugin's state to the form that a newer version wants. Named by the manifest header
 * {@code Chaos-State-Migration}; a public class with a public constructor without parameters.
 *
 * <p>When the header {@code Chaos-State-Version} of an update is higher than that of what runs, the
 * old generation stops, its folder is copied, and the copy is migrated before the new generation
 * starts. If anything of this fails, the copy is deleted and the old generation goes on with what
 * it had.
 */
@ConsumerType
public interface StateMigration {
  /**
   * Migrates in place. Called on a worker thread, within the node's {@code start.grace}.
   *
   * @param folder a copy of the old state; what stands there on return is the new state
   * @param from the state version of what is there, 1 or more
   * @param to the state version that is wanted, above {@code from}
   * @throws Exception if it cannot be done; the update is rolled back with this as the reason
   */
  void migrate(Path folder, int from, int to) throws Exception;
}

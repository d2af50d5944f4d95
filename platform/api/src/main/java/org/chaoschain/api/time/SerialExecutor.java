// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.time;

import java.util.concurrent.Executor;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs tasks one after the other, in the order in which they were given, each seeing what the
 * earlier ones did. A task that throws is logged and counted; the next one runs all the same. Safe
 * for use by many threads.
 */
@ProviderType
public interface SerialExecutor extends Executor {
  /** Whether the caller runs inside a task of this executor. */
  boolean inExecutor();

  /** Runs the task now if the caller is inside this executor, else queues it. */
  default void run(Runnable task) {
    if (inExecutor()) {
      task.run();
    } else {
      execute(task);
    }
  }
}

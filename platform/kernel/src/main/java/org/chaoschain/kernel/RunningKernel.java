// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel;

import java.time.Duration;
import org.chaoschain.api.node.Node;
import org.osgi.framework.BundleContext;

/** A node that runs in this process. Safe for use by many threads. */
public interface RunningKernel extends AutoCloseable {
  /** Where a node is in its life. */
  enum State {
    /** Its components are up. */
    RUNNING,
    /** Somebody asked it to stop. */
    STOPPING,
    /** The framework has stopped and the data directory is free. */
    STOPPED
  }

  /** Where it is in its life. */
  State state();

  /** What bundles see of it. */
  Node node();

  /** The feature and the configuration it runs with. */
  NodeConfiguration configuration();

  /** How its bundles and components are now; only while it runs. */
  ComponentReport componentReport();

  /** How long the start took, from the call until all components were up. */
  Duration startDuration();

  /**
   * The framework's context, for tests and tools; only while it runs.
   *
   * @throws IllegalStateException if the node has stopped
   */
  BundleContext context();

  /**
   * Stops in an orderly way and waits for it, at most for {@code node.stop.deadline}.
   *
   * @return the exit code of the process: 0, or that of {@link Failure#STOP_DEADLINE}
   */
  int stop() throws InterruptedException;

  /**
   * Waits until somebody has stopped it: a signal, {@link Node#stop}, {@link #stop}.
   *
   * @return the exit code of the process: 0, or that of {@link Failure#STOP_DEADLINE}
   */
  int awaitStop() throws InterruptedException;

  /** Stops like {@link #stop}. */
  @Override
  void close();
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel;

import org.chaoschain.kernel.internal.NodeProcess;

/**
 * Starts nodes. Several may run in one process, each with a data directory of its own.
 *
 * <pre>{@code
 * RunningKernel node = Kernel.start(KernelOptions.of(home, data));
 * System.exit(node.awaitStop());
 * }</pre>
 */
public final class Kernel {
  private Kernel() {}

  /**
   * Starts a node and returns when every component of its feature is up.
   *
   * @throws KernelException if it did not start; nothing of it is left running
   * @throws InterruptedException if the caller was interrupted; nothing of it is left running
   */
  public static RunningKernel start(KernelOptions options)
      throws KernelException, InterruptedException {
    return NodeProcess.start(options);
  }

  /** The version of the platform, such as {@code 0.1.0}. */
  public static String version() {
    String version = Kernel.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}

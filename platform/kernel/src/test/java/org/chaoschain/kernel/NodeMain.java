// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel;

import java.nio.file.Path;
import java.util.Map;

/**
 * A node in a process of its own: {@code NodeMain HOME}. Prints {@code up}, and ends as the kernel
 * says.
 */
public final class NodeMain {
  private NodeMain() {}

  public static void main(String[] args) throws InterruptedException {
    Path home = Path.of(args[0]);
    try {
      RunningKernel node =
          Kernel.start(KernelOptions.of(home, home.resolve("data")).withEnvironment(Map.of()));
      System.out.println("up");
      System.exit(node.awaitStop());
    } catch (KernelException e) {
      System.out.println(e.getMessage());
      System.exit(e.failure().exitCode());
    }
  }
}

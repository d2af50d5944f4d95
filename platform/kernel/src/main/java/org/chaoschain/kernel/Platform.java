// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel;

import java.nio.file.Path;
import java.util.List;
import org.chaoschain.kernel.internal.PlatformReader;
import org.osgi.resource.Capability;

/**
 * What bundles find in every node before the first one is installed.
 *
 * @param capabilities of the system bundle: the packages of the JDK in use, of the framework, and
 *     those that the kernel shares with bundles; execution environments
 * @param services the types of the services that the kernel itself registers
 */
public record Platform(List<Capability> capabilities, List<String> services) {
  /** Keeps immutable copies. */
  public Platform {
    capabilities = List.copyOf(capabilities);
    services = List.copyOf(services);
  }

  /**
   * Asks a framework made for the purpose, which starts nothing and is gone afterwards.
   *
   * @param cache an empty folder for it
   * @throws KernelException if there can be no framework
   */
  public static Platform read(Path cache) throws KernelException, InterruptedException {
    return PlatformReader.read(cache);
  }
}

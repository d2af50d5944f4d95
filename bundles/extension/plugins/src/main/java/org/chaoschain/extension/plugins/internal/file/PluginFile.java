// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import java.util.List;
import org.osgi.framework.Version;

/**
 * A jar that passed the check.
 *
 * @param name the bundle's symbolic name
 * @param version the bundle's version
 * @param sha256 of the whole file, 64 lower-case hexadecimal digits
 * @param bytes size of the file
 * @param singleton whether only one generation of it can be resolved at a time
 * @param services the types of services that its manifest says it registers
 */
public record PluginFile(
    String name,
    Version version,
    String sha256,
    long bytes,
    boolean singleton,
    List<String> services) {
  /** Keeps an immutable copy. */
  public PluginFile {
    services = List.copyOf(services);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import java.util.List;
import java.util.Optional;
import org.chaoschain.api.isolation.Capability;
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
 * @param capabilities what it declares that it does
 * @param state the form of its data
 * @param imports packages that it imports
 * @param exports packages that it exports
 */
public record PluginFile(
    String name,
    Version version,
    String sha256,
    long bytes,
    boolean singleton,
    List<String> services,
    List<Capability> capabilities,
    StateForm state,
    List<PackageClause> imports,
    List<PackageClause> exports) {
  /** Keeps immutable copies. */
  public PluginFile {
    services = List.copyOf(services);
    capabilities = List.copyOf(capabilities);
    imports = List.copyOf(imports);
    exports = List.copyOf(exports);
  }

  /**
   * What a plugin says of the data that it keeps.
   *
   * @param version of the data's form; 1 or more
   * @param migration the class that brings older data to that form, or empty
   */
  public record StateForm(int version, Optional<String> migration) {
    /** The header that names the version. */
    public static final String VERSION_HEADER = "Chaos-State-Version";

    /** The header that names the class. */
    public static final String MIGRATION_HEADER = "Chaos-State-Migration";

    /** Of a plugin that says nothing. */
    public static final StateForm FIRST = new StateForm(1, Optional.empty());
  }
}

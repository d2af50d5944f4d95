// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All modules that the root pom lists, after they were built.
 *
 * @param root folder of the root pom
 * @param modules in the order of the root pom
 */
record Reactor(Path root, List<BuiltModule> modules) {

  /**
   * Reads the modules of a root pom, less those of the layer {@code rules}, with what the build
   * made of them.
   *
   * @throws IOException if a file cannot be read, or a module has sources and no class files
   */
  static Reactor read(Path root) throws IOException {
    List<BuiltModule> modules = new ArrayList<>();
    for (String folder : folders(root)) {
      BuiltModule module = BuiltModule.read(root, folder);
      if (module.isNotBuilt()) {
        throw new IOException(
            "the module "
                + folder
                + " has sources and no class files in target/classes: the rules look at what the build made, so"
                + " run mvn verify on the whole project (platform/rules-check is its last module)");
      }
      modules.add(module);
    }
    return new Reactor(root, List.copyOf(modules));
  }

  /** Reads poms and sources alone, as they are before the build. */
  static Reactor readSources(Path root) throws IOException {
    List<BuiltModule> modules = new ArrayList<>();
    for (String folder : folders(root)) {
      modules.add(BuiltModule.readSources(root, folder));
    }
    return new Reactor(root, List.copyOf(modules));
  }

  private static List<String> folders(Path root) throws IOException {
    return Pom.read(root.resolve("pom.xml")).modules().stream()
        .filter(folder -> !Layer.of(folder).name().equals("rules"))
        .toList();
  }

  /** Packages to the modules that have them. */
  Map<String, BuiltModule> owners() {
    Map<String, BuiltModule> owners = new HashMap<>();
    for (BuiltModule module : modules) {
      module.packages().forEach(name -> owners.putIfAbsent(name, module));
    }
    return owners;
  }
}

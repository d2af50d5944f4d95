// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * L6: JPMS and OSGi see the same packages. An {@code exports} in module-info without
 * {@code @Export} builds without a word and leaves the bundle without {@code Export-Package}.
 */
final class Exports {
  private Exports() {}

  static List<Violation> check(Reactor reactor) {
    List<Violation> found = new ArrayList<>();
    for (BuiltModule module : reactor.modules()) {
      if (module.manifest().isEmpty() || module.descriptor().isEmpty()) {
        continue; // L7 asks for both where both have to be
      }
      SortedSet<String> all = new TreeSet<>(module.moduleExports());
      all.addAll(module.annotatedExports());
      all.addAll(module.exports());
      for (String name : all) {
        List<String> missing = new ArrayList<>();
        if (!module.moduleExports().contains(name)) {
          missing.add("exports in module-info");
        }
        if (!module.annotatedExports().contains(name)) {
          missing.add("@Export in package-info");
        }
        if (!module.exports().contains(name)) {
          missing.add("Export-Package in the manifest");
        }
        if (!missing.isEmpty()) {
          found.add(
              new Violation(
                  Rule.SAME_EXPORTS,
                  module.folder(),
                  name,
                  "lacks",
                  String.join(" and ", missing)));
        }
      }
    }
    return found;
  }
}

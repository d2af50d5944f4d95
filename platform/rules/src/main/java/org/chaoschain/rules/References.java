// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** L1 and L2: what a module may use of another. */
final class References {
  private References() {}

  /** One class that uses a type of another module. */
  private record Use(BuiltModule user, ClassFile by, String type, BuiltModule owner) {
    String packageName() {
      return ClassFile.packageOf(type);
    }

    boolean isExported() {
      return owner.exports().contains(packageName());
    }

    Violation violation(Rule rule) {
      return new Violation(rule, user.folder(), by.name(), "imports", type);
    }
  }

  private static List<Use> uses(Reactor reactor) {
    Map<String, BuiltModule> owners = reactor.owners();
    List<Use> uses = new ArrayList<>();
    for (BuiltModule module : reactor.modules()) {
      for (ClassFile each : module.classes()) {
        for (String type : each.types()) {
          BuiltModule owner = owners.get(ClassFile.packageOf(type));
          if (owner != null && !owner.equals(module)) {
            uses.add(new Use(module, each, type, owner));
          }
        }
      }
    }
    return uses;
  }

  /** L1: no module uses a package that another one does not export. */
  static List<Violation> toInternals(Reactor reactor) {
    return uses(reactor).stream()
        .filter(use -> !use.isExported())
        .map(use -> use.violation(Rule.INTERNAL_PACKAGES))
        .toList();
  }

  /**
   * L2: bundles use no exported package of another bundle but its cores; the command may use what
   * is exported.
   */
  static List<Violation> beyondApiAndCores(Reactor reactor) {
    return uses(reactor).stream()
        .filter(use -> use.user().layer().name().equals(Layer.BUNDLE))
        .filter(use -> use.owner().layer().name().equals(Layer.BUNDLE))
        .filter(Use::isExported)
        .filter(use -> !Core.isCore(use.packageName()))
        .map(use -> use.violation(Rule.API_OR_CORE))
        .toList();
  }
}

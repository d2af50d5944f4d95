// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** L8: modules depend on layers below them, as {@code layers.txt} says; tests are free. */
final class Dependencies {
  private static final String GROUP = "org.chaoschain";

  private Dependencies() {}

  static List<Violation> check(Reactor reactor) {
    Map<String, BuiltModule> byArtifact = new HashMap<>();
    reactor.modules().forEach(module -> byArtifact.put(module.pom().artifactId(), module));
    List<Violation> found = new ArrayList<>();
    for (BuiltModule module : reactor.modules()) {
      for (Pom.Dependency dependency : module.pom().dependencies()) {
        BuiltModule target = byArtifact.get(dependency.artifactId());
        if (target == null || dependency.isTest() || !dependency.groupId().equals(GROUP)) {
          continue;
        }
        if (!module.layer().mayDependOn().contains(target.layer().name())) {
          found.add(
              new Violation(
                  Rule.ONE_WAY,
                  module.folder(),
                  "pom.xml",
                  "of the layer "
                      + module.layer().name()
                      + " depends on the layer "
                      + target.layer().name()
                      + ":",
                  target.folder()));
        }
      }
    }
    return found;
  }
}

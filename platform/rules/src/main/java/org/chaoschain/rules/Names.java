// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * L7: one name. The folder gives the symbolic name, which is the module's name and the root
 * package; a package is exported or internal, never both or neither.
 */
final class Names {
  private static final String GROUP = "org.chaoschain.";

  private Names() {}

  static List<Violation> check(Reactor reactor) {
    List<Violation> found = new ArrayList<>();
    Map<String, String> owners = new HashMap<>();
    for (BuiltModule module : reactor.modules()) {
      for (String name : module.packages()) {
        String other = owners.putIfAbsent(name, module.folder());
        if (other != null) {
          found.add(violation(module, name, "has a package that is also in", other));
        }
      }
      if (module.layer().isApi() || module.layer().name().equals(Layer.BUNDLE)) {
        checkNames(module, symbolicName(module.folder()), found);
        checkPackages(module, symbolicName(module.folder()), found);
      }
    }
    return found;
  }

  /**
   * {@code bundles/p2p/ping} to {@code org.chaoschain.p2p.ping}; {@code platform/p2p-api} to {@code
   * ….p2p.api}.
   */
  static String symbolicName(String folder) {
    return GROUP + folder.replaceFirst("^(bundles|platform)/", "").replaceAll("[/-]", ".");
  }

  private static void checkNames(BuiltModule module, String expected, List<Violation> found) {
    expect(
        module,
        "bundle.name in pom.xml",
        expected,
        module.pom().bundleName().orElse("nothing"),
        found);
    expect(
        module,
        "Bundle-SymbolicName in the manifest",
        expected,
        module.manifest().map(BundleManifest::symbolicName).orElse("nothing"),
        found);
    expect(
        module,
        "the module in module-info",
        expected,
        module.descriptor().map(it -> it.name()).orElse("nothing"),
        found);
    String last = module.folder().substring(module.folder().lastIndexOf('/') + 1);
    String artifact = module.pom().artifactId();
    if (!artifact.equals(last) && !artifact.endsWith("-" + last)) {
      found.add(
          violation(
              module, "artifactId in pom.xml", "does not end with the folder's name:", artifact));
    }
  }

  private static void expect(
      BuiltModule module, String what, String expected, String actual, List<Violation> found) {
    if (!actual.equals(expected)) {
      found.add(violation(module, what, "should be " + expected + " and is", actual));
    }
  }

  private static void checkPackages(BuiltModule module, String root, List<Violation> found) {
    for (String name : module.packages()) {
      if (!(name + ".").startsWith(root + ".")) {
        found.add(violation(module, name, "is a package outside", root));
      }
      boolean internal = (name + ".").contains(".internal.");
      boolean exported = module.exports().contains(name) || module.moduleExports().contains(name);
      if (internal && exported) {
        found.add(violation(module, name, "is named internal and is", "exported"));
      }
      if (!internal && !exported) {
        found.add(violation(module, name, "is not exported and has no name with", "internal"));
      }
    }
  }

  private static Violation violation(BuiltModule module, String subject, String verb, String what) {
    return new Violation(Rule.NAMES, module.folder(), subject, verb, what);
  }
}

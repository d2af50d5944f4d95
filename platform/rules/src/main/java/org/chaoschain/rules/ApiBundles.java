// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * L3: {@code platform/api} needs a JDK and nothing else; {@code platform/p2p-api} needs {@code
 * platform/api} and Netty's buffers on top; neither imports anything optionally, so that a refresh
 * never cascades.
 */
final class ApiBundles {
  private static final Map<String, Set<String>> DEPENDENCIES =
      Map.of(
          Layer.API, Set.of(),
          Layer.P2P_API, Set.of("org.chaoschain:api", "io.netty:netty-buffer"));
  private static final Map<String, List<String>> IMPORTS =
      Map.of(
          Layer.API, List.of("java.", "org.chaoschain.api."),
          Layer.P2P_API,
              List.of(
                  "java.",
                  "javax.",
                  "org.chaoschain.api.",
                  "org.chaoschain.p2p.api.",
                  "io.netty.buffer",
                  "io.netty.util"));

  private ApiBundles() {}

  static List<Violation> check(Reactor reactor) {
    List<Violation> found = new ArrayList<>();
    for (BuiltModule module : reactor.modules()) {
      Set<String> allowed = DEPENDENCIES.get(module.layer().name());
      if (allowed != null) {
        checkPom(module, allowed, found);
        module.manifest().ifPresent(manifest -> checkManifest(module, manifest, found));
      }
    }
    return found;
  }

  private static void checkPom(BuiltModule module, Set<String> allowed, List<Violation> found) {
    for (Pom.Dependency dependency : module.pom().dependencies()) {
      if (dependency.isRuntime() && !allowed.contains(dependency.toString())) {
        found.add(
            new Violation(
                Rule.BARE_API, module.folder(), "pom.xml", "depends on", dependency.toString()));
      }
    }
  }

  private static void checkManifest(
      BuiltModule module, BundleManifest manifest, List<Violation> found) {
    List<String> allowed = IMPORTS.get(module.layer().name());
    manifest
        .imports()
        .forEach(
            (name, attributes) -> {
              if (allowed.stream().noneMatch((name + ".")::startsWith)) {
                found.add(violation(module, "imports the package", name));
              }
              if (attributes.contains("resolution:=optional")
                  || attributes.contains("resolution:=\"optional\"")) {
                found.add(violation(module, "imports optionally", name));
              }
            });
    manifest
        .dynamicImports()
        .ifPresent(names -> found.add(violation(module, "imports dynamically", names)));
  }

  private static Violation violation(BuiltModule module, String verb, String name) {
    return new Violation(Rule.BARE_API, module.folder(), "META-INF/MANIFEST.MF", verb, name);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * L5: clocks, threads, executors and randomness come as services; {@code services.txt} lists the
 * calls.
 */
final class Services {
  /** The one bundle that implements those services. */
  private static final String IMPLEMENTED_IN = "bundles/ops/system";

  private static final List<Forbidden> TABLE =
      Table.read("services.txt", 3).stream()
          .map(row -> Forbidden.of(row.get(0), row.get(1), row.get(2)))
          .toList();

  private Services() {}

  /**
   * A row of the table.
   *
   * @param method {@code *} for all
   * @param descriptor empty for all
   */
  record Forbidden(String owner, String method, String descriptor, String what, String instead) {
    static Forbidden of(String call, String what, String instead) {
      int hash = call.indexOf('#');
      int paren = call.indexOf('(');
      String method = paren < 0 ? call.substring(hash + 1) : call.substring(hash + 1, paren);
      return new Forbidden(
          call.substring(0, hash), method, paren < 0 ? "" : call.substring(paren), what, instead);
    }

    boolean matches(ClassFile.Call call) {
      return call.owner().equals(owner)
          && (method.equals("*") || call.method().equals(method))
          && (descriptor.isEmpty() || call.descriptor().equals(descriptor));
    }
  }

  /** The row that a call meets. */
  static Optional<Forbidden> forbidden(ClassFile.Call call) {
    return TABLE.stream().filter(row -> row.matches(call)).findFirst();
  }

  static List<Violation> check(Reactor reactor) {
    List<Violation> found = new ArrayList<>();
    for (BuiltModule module : reactor.modules()) {
      boolean held = module.layer().isApi() || module.layer().name().equals(Layer.BUNDLE);
      if (held && !module.folder().equals(IMPLEMENTED_IN)) {
        for (ClassFile each : module.classes()) {
          if (!Core.isCore(each.packageName())) { // cores have the stricter rule L4
            checkClass(module, each, found);
          }
        }
      }
    }
    return found;
  }

  private static void checkClass(BuiltModule module, ClassFile each, List<Violation> found) {
    for (ClassFile.Call call : each.calls()) {
      forbidden(call)
          .ifPresent(
              row ->
                  found.add(
                      new Violation(
                          Rule.INJECTED_SERVICES,
                          module.folder(),
                          each.name(),
                          "uses " + row.what() + " (the service is " + row.instead() + "):",
                          call.toString())));
    }
  }
}

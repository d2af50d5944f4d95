// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * L4: a core touches nothing but values; {@code core.txt} says which types and calls are free for
 * it.
 */
final class Core {
  private static final List<Verdict> TABLE =
      Table.read("core.txt", 3).stream()
          .map(row -> new Verdict(row.get(0).equals("allow"), row.get(1), row.get(2)))
          .sorted(Comparator.comparingInt((Verdict row) -> row.pattern().length()).reversed())
          .toList();

  private Core() {}

  /** Whether a package is a core: it is named {@code core}, or lies below one. */
  static boolean isCore(String packageName) {
    return (packageName + ".").contains(".core.");
  }

  /**
   * A row of the table.
   *
   * @param pattern a type, {@code type#method}, or {@code prefix.**}
   */
  private record Verdict(boolean allowed, String pattern, String what) {
    boolean matchesType(String type) {
      return pattern.endsWith(".**")
          ? type.startsWith(pattern.substring(0, pattern.length() - 2))
          : type.equals(pattern) || type.startsWith(pattern + "$");
    }

    boolean matchesCall(ClassFile.Call call) {
      return pattern.equals(call.owner() + "#" + call.method());
    }
  }

  static List<Violation> check(Reactor reactor) {
    List<Violation> found = new ArrayList<>();
    for (BuiltModule module : reactor.modules()) {
      for (ClassFile each : module.classes()) {
        if (isCore(each.packageName()) && !each.name().endsWith(".package-info")) {
          checkTypes(module, each, found);
          checkCalls(module, each, found);
        }
      }
    }
    return found;
  }

  private static void checkTypes(BuiltModule module, ClassFile each, List<Violation> found) {
    for (String type : each.types()) {
      Optional<Verdict> verdict = TABLE.stream().filter(row -> row.matchesType(type)).findFirst();
      if (verdict.isEmpty()) {
        found.add(violation(module, each, "a library that cores do without", type));
      } else if (!verdict.get().allowed()) {
        found.add(violation(module, each, verdict.get().what(), type));
      }
    }
  }

  private static void checkCalls(BuiltModule module, ClassFile each, List<Violation> found) {
    for (ClassFile.Call call : each.calls()) {
      TABLE.stream()
          .filter(row -> row.matchesCall(call))
          .map(Verdict::what)
          .findFirst()
          .or(() -> Services.forbidden(call).map(Services.Forbidden::what))
          .ifPresent(what -> found.add(violation(module, each, what, call.toString())));
    }
  }

  private static Violation violation(
      BuiltModule module, ClassFile each, String what, String found) {
    return new Violation(
        Rule.PURE_CORE, module.folder(), each.name(), "touches " + what + ":", found);
  }
}

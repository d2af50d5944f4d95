// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** L1 in sources: names of another module's internal package, in imports or written out. */
final class Imports {
  private static final Pattern INTERNAL =
      Pattern.compile("(org\\.chaoschain(?:\\.\\w+)*)\\.internal(?:\\.\\w+)+");

  private Imports() {}

  static List<Violation> ofInternals(Reactor reactor) {
    SortedMap<String, BuiltModule> roots = new TreeMap<>(Comparator.reverseOrder());
    for (BuiltModule module : reactor.modules()) {
      roots.put(module.pom().bundleName().orElse(Names.symbolicName(module.folder())), module);
    }
    List<Violation> found = new ArrayList<>();
    for (BuiltModule module : reactor.modules()) {
      for (CompilationUnitTree unit : JavaSources.parse(module, module.sources("main"))) {
        check(module, unit, roots, found);
      }
    }
    return found;
  }

  private static void check(
      BuiltModule module,
      CompilationUnitTree unit,
      SortedMap<String, BuiltModule> roots,
      List<Violation> found) {
    String file = unit.getSourceFile().getName().replace('\\', '/');
    String subject =
        unit.getPackageName()
            + "."
            + file.substring(file.lastIndexOf('/') + 1).replace(".java", "");
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitMemberSelect(MemberSelectTree tree, Void nothing) {
        String name = tree.toString();
        Matcher internal = INTERNAL.matcher(name);
        if (!internal.matches()) {
          return super.visitMemberSelect(tree, null);
        }
        Optional<BuiltModule> owner = owner(internal.group(1), roots);
        if (owner.isPresent() && !owner.get().equals(module)) {
          found.add(
              new Violation(Rule.INTERNAL_PACKAGES, module.folder(), subject, "imports", name));
        }
        return null;
      }
    }.scan(unit, null);
  }

  /**
   * The module whose root package is nearest above; roots come longest first among those that share
   * a start.
   */
  private static Optional<BuiltModule> owner(String packageName, Map<String, BuiltModule> roots) {
    return roots.entrySet().stream()
        .filter(root -> (packageName + ".").startsWith(root.getKey() + "."))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}

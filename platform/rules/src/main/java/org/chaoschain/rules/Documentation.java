// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** L9: every public type of an exported package has a documentation comment. */
final class Documentation {
  private static final Set<Tree.Kind> ALWAYS_PUBLIC_MEMBERS =
      EnumSet.of(Tree.Kind.INTERFACE, Tree.Kind.ANNOTATION_TYPE);

  private Documentation() {}

  static List<Violation> check(Reactor reactor) {
    List<Violation> found = new ArrayList<>();
    for (BuiltModule module : reactor.modules()) {
      List<Path> exported =
          module.sources("main").stream().filter(file -> isExported(module, file)).toList();
      if (!exported.isEmpty()) {
        check(module, exported, found);
      }
    }
    return found;
  }

  private static boolean isExported(BuiltModule module, Path file) {
    Path folder = module.base().resolve("src/main/java").relativize(file).getParent();
    return folder != null
        && !file.endsWith("package-info.java")
        && module.exports().contains(folder.toString().replaceAll("[/\\\\]", "."));
  }

  private static void check(BuiltModule module, List<Path> files, List<Violation> found) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager =
        javac.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      JavacTask task = JavaSources.task(javac, manager, files);
      DocTrees docs = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new PublicTypes(module, unit, docs, found).scan(unit, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot parse the sources of " + module.folder(), e);
    }
  }

  /** Visits the public types of a file, down to the nested ones. */
  private static final class PublicTypes extends TreePathScanner<Void, Void> {
    private final BuiltModule module;
    private final CompilationUnitTree unit;
    private final DocTrees docs;
    private final List<Violation> found;
    private String outer;
    private boolean membersArePublic;

    PublicTypes(
        BuiltModule module, CompilationUnitTree unit, DocTrees docs, List<Violation> found) {
      this.module = module;
      this.unit = unit;
      this.docs = docs;
      this.found = found;
      this.outer = unit.getPackageName() + ".";
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      if (!membersArePublic && !type.getModifiers().getFlags().contains(Modifier.PUBLIC)) {
        return null;
      }
      String name = outer + type.getSimpleName();
      if (docs.getDocComment(getCurrentPath()) == null) {
        long line =
            unit.getLineMap().getLineNumber(docs.getSourcePositions().getStartPosition(unit, type));
        found.add(
            new Violation(
                Rule.DOCUMENTED,
                module.folder(),
                name,
                "has no Javadoc at line",
                Long.toString(line)));
      }
      String outerBefore = outer;
      boolean before = membersArePublic;
      outer = name + ".";
      membersArePublic = ALWAYS_PUBLIC_MEMBERS.contains(type.getKind());
      type.getMembers().stream()
          .filter(ClassTree.class::isInstance)
          .forEach(member -> scan(member, null));
      outer = outerBefore;
      membersArePublic = before;
      return null;
    }
  }
}

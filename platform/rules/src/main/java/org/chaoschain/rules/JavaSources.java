// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Parses Java files with the JDK's own parser; nothing is resolved. */
final class JavaSources {
  private JavaSources() {}

  /** The trees of some files of a module; none for none. */
  static List<CompilationUnitTree> parse(BuiltModule module, List<Path> files) {
    List<CompilationUnitTree> units = new ArrayList<>();
    if (!files.isEmpty()) {
      JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
      try (StandardJavaFileManager manager =
          javac.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
        task(javac, manager, files).parse().forEach(units::add);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot parse the sources of " + module.folder(), e);
      }
    }
    return units;
  }

  /** A task of javac for some files. */
  static JavacTask task(JavaCompiler javac, StandardJavaFileManager manager, List<Path> files) {
    return (JavacTask)
        javac.getTask(
            null,
            manager,
            diagnostic -> {},
            List.of("-proc:none"),
            null,
            manager.getJavaFileObjectsFromPaths(files));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** L10 and L11: the first line and the length of hand-written Java files. */
final class Sources {
  private static final String LICENSE = "// SPDX-License-Identifier: Apache-2.0";
  private static final int MAX_LINES = 500;
  private static final String LIMIT = MAX_LINES + " lines";

  private Sources() {}

  static List<Violation> withoutLicense(Reactor reactor) {
    List<Violation> found = new ArrayList<>();
    for (BuiltModule module : reactor.modules()) {
      for (String part : List.of("main", "test")) {
        for (Path file : module.sources(part)) {
          if (!lines(file).findFirst().orElse("").equals(LICENSE)) {
            found.add(
                violation(
                    Rule.LICENSE_LINE, module, file, "does not start with", "the license line"));
          }
        }
      }
    }
    return found;
  }

  static List<Violation> tooLong(Reactor reactor) {
    List<Violation> found = new ArrayList<>();
    for (BuiltModule module : reactor.modules()) {
      if (module.layer().name().equals("testkit")) {
        continue; // contract suites are tests, and lists of cases are as long as they are
      }
      for (Path file : module.sources("main")) {
        long lines = lines(file).count();
        if (lines > MAX_LINES) {
          found.add(
              violation(
                  Rule.SMALL_FILES, module, file, "has " + lines + " lines, more than", LIMIT));
        }
      }
    }
    return found;
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static Violation violation(
      Rule rule, BuiltModule module, Path file, String verb, String what) {
    String name = module.base().relativize(file).toString().replace('\\', '/');
    return new Violation(rule, module.folder(), name, verb, what);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tests that the page of known failures names are there. */
class NamedTestsTest {
  private static final Path ROOT =
      Path.of(System.getProperty("chaoschain.root", "../..")).toAbsolutePath().normalize();
  private static final Pattern NAMED =
      Pattern.compile("`([A-Z]\\w*(?:Test|IT|Contract))\\.(\\w+)`");

  @Test
  void eachTestThatThePageOfKnownFailuresNamesIsThere() throws IOException {
    Map<String, String> sources = tests();
    List<String> missing = new ArrayList<>();
    int named = 0;
    Matcher each = NAMED.matcher(Files.readString(ROOT.resolve("docs/security/known-failures.md")));
    while (each.find()) {
      named++;
      String source = sources.getOrDefault(each.group(1), "");
      if (!Pattern.compile("void\\s+" + each.group(2) + "\\(").matcher(source).find()) {
        missing.add(each.group());
      }
    }
    assertThat(missing).isEmpty();
    assertThat(named).isGreaterThan(40);
  }

  /** The text of each test class by its simple name; of several of one name all of them. */
  private static Map<String, String> tests() throws IOException {
    Map<String, String> sources = new HashMap<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = String.valueOf(folder.getFileName());
            return name.startsWith(".") || name.equals("target") || name.equals("node_modules")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String name = String.valueOf(file.getFileName());
            if (name.matches(".*(Test|IT|Contract)\\.java")) {
              sources.merge(
                  name.substring(0, name.length() - ".java".length()),
                  Files.readString(file),
                  String::concat);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return sources;
  }
}

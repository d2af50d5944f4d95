// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.chaoschain.rules.Api.ApiPackage;
import org.chaoschain.rules.Api.ApiType;

/**
 * The checked-in text of an API as a release had it. A line each for package, type and fact,
 * indented below what it belongs to and sorted, so that a change of the API is a small difference.
 *
 * @param release the version of the release
 * @param api what it offered
 */
record ApiText(String release, Api api) {
  /** Beside the pom of the module. */
  static final String FILE = "api-signature.txt";

  private static final String RELEASE = "release ";
  private static final String PACKAGE = "package ";
  private static final String HEADER =
      """
      # The public API of this module as the last release has it. Made of the class files; do not edit it.
      # docs/plugins/compatibility.md tells how it is compared, and how a release writes it anew.
      """;

  /**
   * Reads the text.
   *
   * @throws IOException naming the line that cannot be understood
   */
  static ApiText read(Path file) throws IOException {
    return parse(file.getFileName().toString(), Files.readAllLines(file));
  }

  static ApiText parse(String name, List<String> lines) throws IOException {
    String release = "";
    SortedMap<String, ApiPackage> packages = new TreeMap<>();
    SortedMap<String, ApiType> types = new TreeMap<>();
    SortedMap<String, String> facts = new TreeMap<>();
    // from below: each line is of the next one above it that is indented less
    for (int i = lines.size() - 1; i >= 0; i--) {
      String line = lines.get(i);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("    ")) {
        facts.put(Api.keyOf(line.strip()), line.strip());
      } else if (line.startsWith("  ")) {
        String type = typeName(line.strip());
        types.put(type, new ApiType(type, line.strip(), facts));
        facts.clear();
      } else if (line.startsWith(PACKAGE) && line.split(" ").length == 3 && facts.isEmpty()) {
        String[] words = line.split(" ");
        packages.put(words[1], new ApiPackage(words[1], words[2], types));
        types.clear();
      } else if (line.startsWith(RELEASE)) {
        release = line.substring(RELEASE.length()).strip();
      } else {
        throw new IOException(
            "%s line %d is no package, type or fact: %s".formatted(name, i + 1, line));
      }
    }
    if (release.isEmpty() || !types.isEmpty() || !facts.isEmpty()) {
      throw new IOException(name + " does not begin with a release and a package");
    }
    return new ApiText(release, new Api(packages));
  }

  /** {@code org.example.Shape} of {@code public interface org.example.Shape<T>}. */
  private static String typeName(String declaration) {
    String words = declaration.replaceFirst("<.*", "");
    return words.substring(words.lastIndexOf(' ') + 1);
  }

  /** The text, line by line. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(HEADER.lines().toList());
    lines.add(RELEASE + release);
    for (ApiPackage each : api.packages().values()) {
      lines.add("");
      lines.add(PACKAGE + each.name() + " " + each.version());
      for (ApiType type : each.types().values()) {
        lines.add("  " + type.declaration());
        type.facts().values().stream().sorted().forEach(fact -> lines.add("    " + fact));
      }
    }
    return lines;
  }
}

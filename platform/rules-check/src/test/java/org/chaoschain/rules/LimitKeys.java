// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The whole names of the keys that the sources of a module make a {@code Limit} of. A name that is
 * put together, {@code prefix + "max.bytes"}, is resolved by the constant or variable it begins
 * with; one that cannot be resolved is no name.
 */
final class LimitKeys {
  private static final String NAME = "[A-Za-z_][\\w.]*";

  /** {@code String PREFIX = "p2p.host."}, also {@code PREFIX + "max."}. */
  private static final Pattern TEXT =
      Pattern.compile(
          "\\bString (\\w+)\\s*=\\s*(?:("
              + NAME
              + ")\\s*\\+\\s*)?(?:\"([a-z0-9.]*)\"|("
              + NAME
              + "))\\s*;");

  /** {@code limit(metrics, prefix + "max.streams", …)}, or without metrics or prefix. */
  private static final Pattern LITERAL =
      Pattern.compile(
          "\\b(\\w*[lL]imit)\\(\\s*(?:\\w*[mM]etrics,\\s*)?(?:("
              + NAME
              + ")\\s*\\+\\s*)?\"([a-z0-9.]+)\"");

  /** {@code limit(MAX_FRAMES, …)}. */
  private static final Pattern CONSTANT =
      Pattern.compile("\\blimit\\(\\s*((?:\\w+\\.)?[A-Z][A-Z_]*)\\s*,");

  /** {@code metrics.limit(PREFIX + key, …)}: what a method of its own puts before its argument. */
  private static final Pattern HELPER =
      Pattern.compile("\\.limit\\(\\s*(" + NAME + ")\\s*\\+\\s*\\w+\\s*,");

  private final Map<String, String> sources = new HashMap<>();

  private LimitKeys() {}

  /**
   * Reads the sources of a module.
   *
   * @param declared the names of all keys
   */
  static Set<String> of(Path module, Set<String> declared) throws IOException {
    LimitKeys keys = new LimitKeys();
    try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        String name = file.getFileName().toString();
        keys.sources.put(name.substring(0, name.length() - 5), Files.readString(file));
      }
    }
    Set<String> found = keys.found();
    found.retainAll(declared);
    return found;
  }

  /** The same of texts, by the names of their classes. */
  static Set<String> of(Map<String, String> sources) {
    LimitKeys keys = new LimitKeys();
    keys.sources.putAll(sources);
    return keys.found();
  }

  private Set<String> found() {
    Set<String> found = new HashSet<>();
    sources.forEach((name, source) -> found.addAll(found(source)));
    return found;
  }

  private Set<String> found(String source) {
    Set<String> found = new HashSet<>();
    List<String> helpers =
        HELPER
            .matcher(source)
            .results()
            .flatMap(match -> text(match.group(1), source, 0).stream())
            .toList();
    Matcher literal = LITERAL.matcher(source);
    while (literal.find()) {
      String key = literal.group(3);
      if (literal.group(2) != null) {
        text(literal.group(2), source, 0).ifPresent(prefix -> found.add(prefix + key));
      } else {
        found.add(key);
        helpers.forEach(prefix -> found.add(prefix + key));
      }
    }
    Matcher constant = CONSTANT.matcher(source);
    while (constant.find()) {
      text(constant.group(1), source, 0).ifPresent(found::add);
    }
    return found;
  }

  /** What a name of a source stands for; of its own class, or of another one of the module. */
  private Optional<String> text(String name, String source, int depth) {
    int dot = name.lastIndexOf('.');
    String owner = dot < 0 ? source : sources.get(name.substring(0, dot));
    if (owner == null || depth > 8) {
      return Optional.empty();
    }
    Matcher matcher = TEXT.matcher(owner);
    while (matcher.find()) {
      if (matcher.group(1).equals(name.substring(dot + 1))) {
        Optional<String> head =
            matcher.group(2) == null ? Optional.of("") : text(matcher.group(2), owner, depth + 1);
        Optional<String> tail =
            matcher.group(3) != null
                ? Optional.of(matcher.group(3))
                : text(matcher.group(4), owner, depth + 1);
        return head.flatMap(begin -> tail.map(end -> begin + end));
      }
    }
    return Optional.empty();
  }
}

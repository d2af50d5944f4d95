// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.pf4j;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names of a zip's entries, as files: each must mean one file inside, and the same one on every
 * system, also where upper and lower case are one. For one thread.
 */
public final class UnpackedNames {
  /** How deep folders may lie in each other. */
  static final int MAX_DEPTH = 32;

  /** Bytes of one part of a name, as file systems bound them. */
  static final int MAX_PART = 255;

  /** Characters of a whole name. */
  static final int MAX_NAME = 1024;

  private static final Pattern STRANGE = Pattern.compile("[\\p{Cntrl}\\\\:<>\"|?*]");
  private static final Pattern DEVICE =
      Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");

  private final Map<String, String> spellings = new HashMap<>();
  private final Set<String> files = new HashSet<>();
  private final Set<String> folders = new HashSet<>();

  /**
   * Takes one more name.
   *
   * @return what is wrong with it, to be read after the name; empty if nothing is
   */
  public Optional<String> add(String name) {
    boolean folder = name.endsWith("/");
    String path = folder ? name.substring(0, name.length() - 1) : name;
    if (path.length() > MAX_NAME) {
      return Optional.of("is longer than %d characters".formatted(MAX_NAME));
    }
    String[] parts = path.split("/", -1);
    if (parts.length > MAX_DEPTH) {
      return Optional.of("lies deeper than %d folders".formatted(MAX_DEPTH));
    }
    for (String part : parts) {
      Optional<String> problem = problem(part);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return place(parts, folder);
  }

  private static Optional<String> problem(String part) {
    if (part.isEmpty() || part.equals(".") || part.equals("..")) {
      return Optional.of("leads out of its folder, or is no plain path");
    }
    if (part.getBytes(StandardCharsets.UTF_8).length > MAX_PART) {
      return Optional.of("has a part of more than %d bytes".formatted(MAX_PART));
    }
    if (STRANGE.matcher(part).find()
        || part.endsWith(".")
        || part.endsWith(" ")
        || DEVICE.matcher(part).matches()) {
      return Optional.of("is no name of a file on every system");
    }
    return Optional.empty();
  }

  private Optional<String> place(String[] parts, boolean folder) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      path.append(i == 0 ? "" : "/").append(parts[i]);
      String here = path.toString();
      String other = spellings.putIfAbsent(here.toLowerCase(Locale.ROOT), here);
      if (other != null && !other.equals(here)) {
        return Optional.of("differs from %s in upper and lower case alone".formatted(other));
      }
      boolean isFolder = folder || i < parts.length - 1;
      boolean clash =
          isFolder ? files.contains(here) : files.contains(here) || folders.contains(here);
      if (clash) {
        return Optional.of("is there twice, as a file and as another");
      }
      (isFolder ? folders : files).add(here);
    }
    return Optional.empty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import java.util.ArrayList;
import java.util.List;

/**
 * A package in {@code Import-Package} or {@code Export-Package}.
 *
 * @param name of the package
 * @param version that is exported, or the range that is imported; empty if none is named
 * @param optional whether the bundle does without it
 */
public record PackageClause(String name, String version, boolean optional) {
  /**
   * Reads a header of that form: {@code a.b;c.d;version="[1,2)";resolution:=optional, e.f}.
   *
   * @param header null for none
   */
  static List<PackageClause> parse(String header) {
    List<PackageClause> found = new ArrayList<>();
    for (String clause : split(header == null ? "" : header, ',')) {
      List<String> names = new ArrayList<>();
      String version = "";
      boolean optional = false;
      for (String part : split(clause, ';')) {
        int equals = part.indexOf('=');
        if (equals < 0) {
          names.add(part.strip());
          continue;
        }
        String key = part.substring(0, equals).strip();
        String value = part.substring(equals + 1).strip().replace("\"", "");
        if (key.equals("version")) {
          version = value;
        } else if (key.equals("resolution:")) {
          optional = value.equals("optional");
        }
      }
      for (String name : names) {
        if (!name.isEmpty()) {
          found.add(new PackageClause(name, version, optional));
        }
      }
    }
    return List.copyOf(found);
  }

  /** The parts between separators that are not in quotes. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        parts.add(text.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(text.substring(from));
    return parts;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.terminal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Rows of a table, aligned by spaces, for people. */
public final class Table {
  private Table() {}

  /** The columns that any row has, in the order of their first appearance. */
  public static List<String> columns(List<? extends Map<String, ?>> rows) {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    return List.copyOf(columns);
  }

  /** The table's lines, a head first; none if there is no row. */
  public static List<String> lines(List<String> columns, List<? extends Map<String, ?>> rows) {
    List<String> lines = new ArrayList<>();
    if (rows.isEmpty()) {
      return lines;
    }
    int[] widths = new int[columns.size()];
    List<List<String>> cells = new ArrayList<>();
    cells.add(columns.stream().map(c -> c.replace('_', ' ').toUpperCase(Locale.ROOT)).toList());
    rows.forEach(row -> cells.add(columns.stream().map(c -> text(row.get(c))).toList()));
    for (List<String> line : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (List<String> line : cells) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        text.append(line.get(i)).append(" ".repeat(widths[i] - line.get(i).length() + 2));
      }
      lines.add(text.toString().stripTrailing());
    }
    return lines;
  }

  /** An object's members, one a line, members of members indented. */
  public static List<String> block(Map<String, ?> object) {
    List<String> lines = new ArrayList<>();
    block(object, "", lines);
    return lines;
  }

  private static void block(Map<String, ?> object, String indent, List<String> lines) {
    int width = object.keySet().stream().mapToInt(String::length).max().orElse(0) + 2;
    object.forEach(
        (key, value) -> {
          String name = key.replace('_', ' ');
          if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
            lines.add(indent + name + ":");
            block(names(inner), indent + "  ", lines);
          } else if (value instanceof Collection<?> list && list.size() > 1) {
            lines.add(indent + name + ":");
            list.forEach(each -> lines.add(indent + "  - " + text(each)));
          } else {
            lines.add(
                (indent + name + ":" + " ".repeat(width - name.length()) + text(value))
                    .stripTrailing());
          }
        });
  }

  private static Map<String, Object> names(Map<?, ?> inner) {
    Map<String, Object> named = new java.util.LinkedHashMap<>();
    inner.forEach((key, value) -> named.put(String.valueOf(key), value));
    return named;
  }

  /**
   * A value on one line. It may be a stranger's words, which must not steer the terminal: control
   * characters and those that turn the direction of writing are shown by their number.
   */
  public static String text(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Collection<?> list) {
      return list.stream().map(Table::text).collect(Collectors.joining(", "));
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(e -> e.getKey() + "=" + text(e.getValue()))
          .collect(Collectors.joining(" "));
    }
    if (value instanceof Double number && number != Math.rint(number)) {
      return String.format(java.util.Locale.ROOT, "%.3f", number);
    }
    return printable(value.toString());
  }

  private static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        printable.append("\\n");
      } else if (Character.isISOControl(c) || turnsWriting(c)) {
        printable.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
      } else {
        printable.append(c);
      }
    }
    return printable.toString();
  }

  private static boolean turnsWriting(char c) {
    return c == '\u061c'
        || c == '\u200e'
        || c == '\u200f'
        || (c >= '\u2028' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069');
  }
}

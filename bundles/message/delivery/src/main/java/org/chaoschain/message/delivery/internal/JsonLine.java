// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.internal;

import java.util.Map;

/** Writes a flat object as one line of JSON (RFC 8259). */
final class JsonLine {
  private JsonLine() {}

  /**
   * The line, with its end.
   *
   * @param object values are text, numbers or truth values
   */
  static String of(Map<String, ?> object) {
    StringBuilder line = new StringBuilder(256).append('{');
    object.forEach(
        (name, value) -> {
          if (line.length() > 1) {
            line.append(',');
          }
          quote(line, name);
          line.append(':');
          if (value instanceof Number || value instanceof Boolean) {
            line.append(value);
          } else {
            quote(line, String.valueOf(value));
          }
        });
    return line.append("}\n").toString();
  }

  private static void quote(StringBuilder line, String text) {
    line.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> line.append("\\\"");
        case '\\' -> line.append("\\\\");
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f || loneSurrogate(text, i)) {
            line.append(String.format("\\u%04x", (int) c));
          } else {
            line.append(c);
          }
        }
      }
    }
    line.append('"');
  }

  /** Half a character has no form in UTF-8. */
  private static boolean loneSurrogate(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }
}

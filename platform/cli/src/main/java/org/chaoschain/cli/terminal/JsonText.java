// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.terminal;

import java.util.Iterator;
import java.util.Map;

/**
 * Writes JSON. By hand, so that a node that starts loads no library for one line; a bundle brings
 * its own.
 */
final class JsonText {
  private final StringBuilder text = new StringBuilder();

  private JsonText() {}

  static String of(Map<?, ?> object) {
    JsonText json = new JsonText();
    json.value(object);
    return json.text.toString();
  }

  private void value(Object value) {
    if (value == null || value instanceof Boolean || value instanceof Number) {
      number(value);
    } else if (value instanceof Map<?, ?> map) {
      object(map);
    } else if (value instanceof Iterable<?> list) {
      array(list.iterator());
    } else {
      string(value.toString());
    }
  }

  private void number(Object value) {
    boolean finite =
        !(value instanceof Double || value instanceof Float)
            || Double.isFinite(((Number) value).doubleValue());
    text.append(finite ? value : null);
  }

  private void object(Map<?, ?> map) {
    String separator = "";
    text.append('{');
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      text.append(separator);
      string(String.valueOf(entry.getKey()));
      text.append(':');
      value(entry.getValue());
      separator = ",";
    }
    text.append('}');
  }

  private void array(Iterator<?> elements) {
    text.append('[');
    while (elements.hasNext()) {
      value(elements.next());
      if (elements.hasNext()) {
        text.append(',');
      }
    }
    text.append(']');
  }

  private void string(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          // those from 0x80 on are control sequences of some terminals
          boolean odd =
              c < ' '
                  || (c >= 0x7f && c <= 0x9f)
                  || c == '\u2028'
                  || c == '\u2029'
                  || lonely(value, i);
          if (odd) {
            text.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  /** Half a surrogate pair without the other half, which UTF-8 cannot carry. */
  private static boolean lonely(String value, int i) {
    char c = value.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(value.charAt(i - 1)));
  }
}

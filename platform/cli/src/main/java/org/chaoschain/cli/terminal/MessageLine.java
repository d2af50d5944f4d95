// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.terminal;

import java.util.Map;

/** A record of a message on one line, or several if its text has several. */
public final class MessageLine {
  private static final int SHORT_ID = 8;

  private MessageLine() {}

  /** The line of a record as the control channel gives it. */
  public static String of(Map<String, Object> item) {
    String text = text(item, "text");
    String body =
        text.contains("\n") ? System.lineSeparator() + text.indent(6).stripTrailing() : " " + text;
    return "%s %-9s %-12s %s -> %s%s%s"
        .formatted(
            time(text(item, "at")),
            text(item, "state").toLowerCase(java.util.Locale.ROOT),
            text(item, "type"),
            agent(text(item, "from")),
            item.get("to") == null || text(item, "to").isEmpty() ? "all" : agent(text(item, "to")),
            Boolean.TRUE.equals(item.get("fallback")) ? " (no plugin)" : "",
            body);
  }

  private static String text(Map<String, Object> item, String key) {
    return Table.text(item.get(key)).replace("\\n", "\n");
  }

  /** The time of the day of an instant. */
  private static String time(String instant) {
    int t = instant.indexOf('T');
    return t < 0 ? instant : instant.substring(t + 1).replace("Z", "");
  }

  /** The end of a did:key, which is where two of them differ. */
  private static String agent(String id) {
    return id.length() <= SHORT_ID ? id : "…" + id.substring(id.length() - SHORT_ID);
  }
}

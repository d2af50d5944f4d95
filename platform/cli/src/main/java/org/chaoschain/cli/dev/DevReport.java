// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.dev;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.cli.terminal.Output;

/** What the loop tells, a line each: time, kind, plugin, words. With JSON, an object each. */
final class DevReport {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  private final Output output;

  DevReport(Output output) {
    this.output = output;
  }

  /**
   * Tells something.
   *
   * @param kind {@code node}, {@code build}, {@code up}, {@code failed}, {@code health}, {@code
   *     quotas} or {@code log}
   * @param plugin its name; empty if it is about none
   * @param facts for machines
   */
  void tell(String kind, String plugin, String text, Map<String, ?> facts) {
    LocalTime now = LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MILLIS);
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("at", TIME.format(now));
    object.put("kind", kind);
    object.put("plugin", plugin);
    object.put("text", text);
    object.putAll(facts);
    String head = "%s %-7s %s".formatted(TIME.format(now), kind, plugin);
    String indent = " ".repeat(21);
    List<String> lines = text.lines().toList();
    StringBuilder people = new StringBuilder(head.stripTrailing());
    for (int i = 0; i < lines.size(); i++) {
      people.append(i == 0 ? " " : System.lineSeparator() + indent).append(lines.get(i));
    }
    output.result(object, people.toString());
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.demo;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a line of a conversation may be; the bounds are those of the protocol. */
final class LineRules {
  private static final Pattern AGENT = Pattern.compile("[a-z0-9._-]{1,64}");
  private static final Set<String> MEMBERS = Set.of("from", "to", "type", "content");
  private static final Map<String, FieldRules> TYPES =
      Map.of(
          "discussion",
          new FieldRules().text("topic", 1, 256).text("text", 1, 16_384),
          "alliance",
          new FieldRules()
              .text("alliance", 1, 64)
              .choice("action", "propose", "accept", "reject", "dissolve")
              .optional("terms", 4_096),
          "meme",
          new FieldRules().hash("hash").optional("comment", 1_024),
          "status",
          new FieldRules().text("mood", 1, 64).optional("text", 1_024),
          "announcement",
          new FieldRules()
              .text("name", 1, 64)
              .optional("description", 1_024)
              .texts("capabilities", 32, 64),
          "extension",
          new FieldRules()
              .form("extension", Pattern.compile("[a-z0-9./-]{1,64}"), "1 to 64 of a-z 0-9 - . /")
              .number("schema")
              .text("body", 1, 131_072)
              .text("fallback", 1, 1_024));

  private LineRules() {}

  /**
   * Checks a line.
   *
   * @throws IllegalArgumentException saying what is wrong and what is expected
   */
  static void check(Map<String, Object> line) {
    FieldRules.refuseUnknown(line.keySet(), MEMBERS, "a line");
    agent(line, "from", true);
    agent(line, "to", false);
    String type = text(line, "type");
    FieldRules fields = TYPES.get(type);
    if (fields == null) {
      throw new IllegalArgumentException(
          "'type' is one of %s, not '%s'"
              .formatted(String.join(", ", new TreeSet<>(TYPES.keySet())), type));
    }
    if (!(line.get("content") instanceof Map<?, ?> content)) {
      throw new IllegalArgumentException(
          "'content' is missing; for %s it is an object with %s"
              .formatted(type, String.join(", ", fields.names())));
    }
    Map<String, Object> named = new TreeMap<>();
    content.forEach((key, value) -> named.put(String.valueOf(key), value));
    fields.check(named, "the content of " + type);
  }

  private static void agent(Map<String, Object> line, String member, boolean required) {
    if (line.get(member) == null && !required) {
      return;
    }
    String name = text(line, member);
    if (!AGENT.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' is an agent's name, 1 to 64 characters of a-z 0-9 . _ -; not '%s'"
              .formatted(member, name));
    }
  }

  private static String text(Map<String, Object> line, String member) {
    Object value = line.get(member);
    if (value == null) {
      throw new IllegalArgumentException("'" + member + "' is missing");
    }
    if (!(value instanceof String text)) {
      throw new IllegalArgumentException("'" + member + "' is text, not " + value);
    }
    return text;
  }
}

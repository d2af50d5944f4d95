// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.chaoschain.api.isolation.Capability;

/**
 * Reads the manifest header {@code Chaos-Capabilities}: {@code message-type=extension/haiku,
 * topic=haiku, network}.
 */
public final class CapabilityHeader {
  /** The header's name. */
  public static final String NAME = "Chaos-Capabilities";

  /** The most capabilities that a plugin may declare. */
  public static final int MOST = 64;

  /** The most characters of a value. */
  public static final int MAX_VALUE = 128;

  private CapabilityHeader() {}

  /** The header is not in its form. The message says where and what is expected there. */
  public static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1;

    SyntaxException(String header, int position, String problem) {
      super(
          "%s, at character %d of '%s'; the form is %s=extension/haiku, topic=haiku, network"
              .formatted(problem, position + 1, header, Capability.Kind.MESSAGE_TYPE.word()));
    }
  }

  /**
   * Reads a header.
   *
   * @param header null or blank for none
   * @return in the order in which they stand there, each once
   * @throws SyntaxException saying where it is wrong
   */
  public static List<Capability> parse(String header) throws SyntaxException {
    if (header == null || header.isBlank()) {
      return List.of();
    }
    List<Capability> found = new ArrayList<>();
    int from = 0;
    while (from <= header.length()) {
      int comma = header.indexOf(',', from);
      int to = comma < 0 ? header.length() : comma;
      Capability capability = item(header, from, to);
      if (!found.contains(capability)) {
        found.add(capability);
      }
      if (found.size() > MOST) {
        throw new SyntaxException(shown(header), from, "more than %d capabilities".formatted(MOST));
      }
      from = to + 1;
    }
    return List.copyOf(found);
  }

  private static Capability item(String header, int from, int to) throws SyntaxException {
    int start = from;
    while (start < to && Character.isWhitespace(header.charAt(start))) {
      start++;
    }
    String item = header.substring(start, to).stripTrailing();
    if (item.isEmpty()) {
      throw new SyntaxException(shown(header), start, "a capability is missing");
    }
    int equals = item.indexOf('=');
    String word = equals < 0 ? item : item.substring(0, equals);
    Optional<Capability.Kind> kind =
        Arrays.stream(Capability.Kind.values())
            .filter(each -> each.word().equals(word))
            .findFirst();
    if (kind.isEmpty()) {
      throw new SyntaxException(
          shown(header),
          start,
          "'%s' is no kind of capability; there are %s".formatted(shown(word), words()));
    }
    if (kind.get().takesValue() != (equals >= 0)) {
      throw new SyntaxException(
          shown(header),
          start + word.length(),
          kind.get().takesValue()
              ? "%s needs a value, such as %s=haiku".formatted(word, word)
              : "%s takes no value".formatted(word));
    }
    String value = equals < 0 ? "" : item.substring(equals + 1);
    checkValue(header, start + equals + 1, kind.get(), value);
    return new Capability(kind.get(), value);
  }

  private static void checkValue(String header, int at, Capability.Kind kind, String value)
      throws SyntaxException {
    if (!kind.takesValue()) {
      return;
    }
    if (value.isEmpty()) {
      throw new SyntaxException(
          shown(header), at, "the value of %s is empty".formatted(kind.word()));
    }
    if (value.length() > MAX_VALUE) {
      throw new SyntaxException(
          shown(header),
          at,
          "the value of %s has %d characters, at most %d are allowed"
              .formatted(kind.word(), value.length(), MAX_VALUE));
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c > '~' || c == '=' || c == '"') {
        throw new SyntaxException(
            shown(header),
            at + i,
            "the value of %s has a character that may not stand there".formatted(kind.word()));
      }
      if (c == '*' && i < value.length() - 1) {
        throw new SyntaxException(
            shown(header), at + i, "'*' stands for what follows, so it must be the last character");
      }
    }
  }

  private static String words() {
    return Arrays.stream(Capability.Kind.values())
        .map(Capability.Kind::word)
        .collect(Collectors.joining(", "));
  }

  private static String shown(String text) {
    String safe = text.replaceAll("[^ -~]", "?");
    return safe.length() <= 200 ? safe : safe.substring(0, 200) + "…";
  }
}

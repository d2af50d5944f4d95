// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.personality.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads which agents are to be there: {@code olga=lawful:7, bob=chaotic}. Pure. */
public final class Cast {
  /** Most agents of one configuration. */
  public static final int MAX_AGENTS = 64;

  private static final Pattern FORM =
      Pattern.compile("([a-z0-9_.-]{1,64})=([a-z]{1,32})(?::(-?\\d{1,18}))?");

  private Cast() {}

  /**
   * The agents by name, in their order; the seed is 0 where none is given.
   *
   * @throws IllegalArgumentException naming the part that is not understood
   */
  public static Map<String, Temper> parse(String text) {
    Map<String, Temper> cast = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      String each = part.strip();
      if (each.isEmpty()) {
        continue;
      }
      Matcher matcher = FORM.matcher(each);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "'%s' in agent.personality.agents is not of the form name=personality or name=personality:seed"
                .formatted(each.length() <= 128 ? each : each.substring(0, 128) + "…"));
      }
      long seed = matcher.group(3) == null ? 0 : Long.parseLong(matcher.group(3));
      Temper temper = new Temper(Personality.of(matcher.group(2)), seed);
      if (cast.put(matcher.group(1), temper) != null) {
        throw new IllegalArgumentException(
            "the name %s is in agent.personality.agents twice".formatted(matcher.group(1)));
      }
      if (cast.size() > MAX_AGENTS) {
        throw new IllegalArgumentException(
            "agent.personality.agents names more than %d agents; name fewer".formatted(MAX_AGENTS));
      }
    }
    return cast;
  }
}

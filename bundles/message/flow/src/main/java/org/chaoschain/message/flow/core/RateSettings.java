// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What peers and agents may send.
 *
 * @param peer what one peer may forward in all
 * @param agent what one agent may say in all
 * @param types what one agent may say of a type, by the type's name; {@code extension} is for all
 *     types of plugins without an entry, and {@code *} for all other types without one
 * @param maxPeers the most peers with a bucket of their own
 * @param maxAgents the most agents with a bucket of their own, in all, and for each type
 */
public record RateSettings(
    Allowance peer, Allowance agent, Map<String, Allowance> types, int maxPeers, int maxAgents) {
  /** Stands for the types of plugins that have no entry. */
  public static final String EXTENSION = "extension";

  /** Stands for all other types that have no entry. */
  public static final String OTHER = "*";

  private static final List<String> DEFAULT_TYPES =
      List.of(
          "payload/4 = 10/s burst 40, 2MiB/s burst 8MiB",
          "payload/5 = 100/s burst 400, 200KiB/s burst 800KiB",
          "agent = 50/s burst 200, 512KiB/s burst 2MiB",
          "payload/7 = 10/s burst 40, 20KiB/s burst 80KiB",
          "meme = 10/s burst 40, 1MiB/s burst 4MiB",
          "extension = 50/s burst 200, 1MiB/s burst 4MiB",
          "payload/11 = 10/s burst 40, 512KiB/s burst 2MiB",
          "payload/12 = 2/s burst 10, 16KiB/s burst 64KiB",
          "payload/13 = 5/s burst 20, 512KiB/s burst 2MiB",
          "* = 2/s burst 10, 64KiB/s burst 512KiB");

  /** What holds where the configuration says nothing. */
  public static final RateSettings DEFAULT =
      new RateSettings(
          Allowance.parse("2000/s burst 8000, 16MiB/s burst 32MiB"),
          Allowance.parse("150/s burst 600, 2MiB/s burst 16MiB"),
          parseTypes(DEFAULT_TYPES),
          1024,
          16_384);

  /** Refuses settings with a gap. */
  public RateSettings {
    types = Map.copyOf(types);
    for (String needed : List.of(EXTENSION, OTHER)) {
      if (!types.containsKey(needed)) {
        throw new IllegalArgumentException("the rates of types have no entry " + needed);
      }
    }
  }

  /**
   * Reads the rates of types, over the defaults.
   *
   * @param lines such as {@code meme = 5/s burst 20, 1MiB/s burst 4MiB}
   * @throws IllegalArgumentException naming the line and what is wrong with it
   */
  public RateSettings withTypes(List<String> lines) {
    Map<String, Allowance> all = new HashMap<>(types);
    all.putAll(parseTypes(lines));
    return new RateSettings(peer, agent, all, maxPeers, maxAgents);
  }

  private static Map<String, Allowance> parseTypes(List<String> lines) {
    Map<String, Allowance> read = new HashMap<>();
    for (String line : lines) {
      int equals = line.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "'%s' is no rate of a type; write such as meme = 5/s burst 20, 1MiB/s burst 4MiB"
                .formatted(line));
      }
      String type = line.substring(0, equals).strip();
      if (read.put(type, Allowance.parse(line.substring(equals + 1))) != null) {
        throw new IllegalArgumentException("the type %s has two rates".formatted(type));
      }
    }
    return read;
  }

  /** The name of the entry that holds for a type. */
  String entryOf(String type) {
    if (types.containsKey(type)) {
      return type;
    }
    return type.startsWith("extension/") ? EXTENSION : OTHER;
  }
}

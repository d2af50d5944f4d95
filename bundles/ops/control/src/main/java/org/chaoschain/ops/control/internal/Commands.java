// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.control.internal;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.chaoschain.api.control.ControlCommand;

/**
 * The commands that are there. Each is asked for its name once, when it comes: a plugin was allowed
 * the name that it told then, and one that fails or hangs later must not keep people from the other
 * commands. Safe for use by many threads.
 */
final class Commands {
  private static final Comparator<Named> BEST =
      Comparator.comparingInt(Named::ranking).thenComparingLong(Named::id);

  private final Map<Long, Named> byService = new ConcurrentHashMap<>();

  private record Named(String name, ControlCommand command, int ranking, long id) {}

  /**
   * A command has come.
   *
   * @param properties of its service
   * @throws RuntimeException what the command throws when it is asked for its name
   */
  void add(ControlCommand command, Map<String, ?> properties) {
    String name = command.name();
    int ranking = properties.get("service.ranking") instanceof Integer given ? given : 0;
    byService.put(id(properties), new Named(name, command, ranking, id(properties)));
  }

  /** A command has gone. */
  void remove(Map<String, ?> properties) {
    byService.remove(id(properties));
  }

  /** The command of a name: of several the highest ranking, of equal ranking the youngest. */
  Optional<ControlCommand> named(String name) {
    return byService.values().stream()
        .filter(each -> each.name().equals(name))
        .max(BEST)
        .map(Named::command);
  }

  /** A line about each, by name. */
  Map<String, String> summaries() {
    Map<String, String> summaries = new TreeMap<>();
    byService.values().stream()
        .sorted(BEST)
        .forEach(each -> summaries.put(each.name(), summary(each.command())));
    return summaries;
  }

  private static String summary(ControlCommand command) {
    try {
      return String.valueOf(command.summary());
    } catch (RuntimeException | LinkageError e) {
      return "cannot say what it does: " + e;
    }
  }

  private static long id(Map<String, ?> properties) {
    return (Long) properties.get("service.id");
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The granted exceptions: rows of {@code exceptions.txt}. One that is of no use any more is an
 * error.
 */
final class Exceptions {
  private final List<Granted> rows;
  private final Set<Granted> used = new LinkedHashSet<>();

  Exceptions(List<List<String>> cells) {
    rows = cells.stream().map(Granted::of).toList();
  }

  static Exceptions table() {
    return new Exceptions(Table.read("exceptions.txt", 6));
  }

  /**
   * A row of the table.
   *
   * @param rule number of the rule
   * @param module folder
   * @param subject the class, with its nested ones
   * @param found exactly what the violation names
   * @param since when it was granted
   * @param reason never empty
   */
  record Granted(
      String rule, String module, String subject, String found, LocalDate since, String reason) {
    static Granted of(List<String> cells) {
      if (cells.stream().anyMatch(String::isEmpty)) {
        throw new IllegalStateException(
            "exceptions.txt: each row has rule, module, class, found, date and reason: " + cells);
      }
      return new Granted(
          cells.get(0),
          cells.get(1),
          cells.get(2),
          cells.get(3),
          LocalDate.parse(cells.get(4)),
          cells.get(5));
    }

    boolean covers(Violation violation) {
      return violation.rule().number().equals(rule)
          && violation.module().equals(module)
          && (violation.subject().equals(subject) || violation.subject().startsWith(subject + "$"))
          && violation.found().equals(found);
    }
  }

  /** Those of the violations for which no exception was granted. */
  List<Violation> without(List<Violation> violations) {
    List<Violation> rest = new ArrayList<>();
    for (Violation violation : violations) {
      List<Granted> granted = rows.stream().filter(row -> row.covers(violation)).toList();
      used.addAll(granted);
      if (granted.isEmpty()) {
        rest.add(violation);
      }
    }
    return rest;
  }

  /** The exceptions of a rule that covered nothing since this was made. */
  List<Granted> unused(Rule rule) {
    return rows.stream()
        .filter(row -> row.rule().equals(rule.number()) && !used.contains(row))
        .toList();
  }
}

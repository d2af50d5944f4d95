// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Output;
import org.chaoschain.sim.Scenario;
import org.chaoschain.sim.Scenarios;

/** What {@code chaos sim} does, with the words it says. */
public final class SimTool {
  private SimTool() {}

  /**
   * What the caller wants otherwise than the scenario has it.
   *
   * @param nodes honest nodes
   * @param sybils attackers
   * @param messages messages published
   * @param seed of the course
   */
  public record Wishes(
      OptionalInt nodes, OptionalInt sybils, OptionalInt messages, OptionalLong seed) {
    private Scenario.Order applied(Scenario.Order defaults) {
      return new Scenario.Order(
          nodes.orElse(defaults.nodes()),
          sybils.orElse(defaults.sybils()),
          messages.orElse(defaults.messages()),
          seed.orElse(defaults.seed()));
    }
  }

  /** Tells which scenarios there are. */
  public static void list(Output output) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Scenario scenario : Scenarios.all()) {
      Scenario.Order defaults = scenario.defaults();
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("scenario", scenario.name());
      row.put("nodes", defaults.nodes());
      row.put("sybils", defaults.sybils());
      row.put("messages", defaults.messages());
      row.put("seed", defaults.seed());
      row.put("description", scenario.description());
      rows.add(row);
    }
    output.results(
        rows, List.of("scenario", "nodes", "sybils", "messages", "seed", "description"), "");
  }

  /**
   * Runs a scenario and tells what became of it.
   *
   * @return whether its demands are met
   */
  public static boolean run(String name, Wishes wishes, Output output) {
    Scenario scenario =
        Scenarios.named(name)
            .orElseThrow(
                () ->
                    new CliException(
                        ExitCode.USAGE,
                        "there is no scenario " + name,
                        "it is one of "
                            + String.join(
                                ", ", Scenarios.all().stream().map(Scenario::name).toList())));
    Scenario.Outcome outcome;
    try {
      outcome = scenario.run(wishes.applied(scenario.defaults()));
    } catch (IllegalArgumentException e) {
      throw new CliException(
          ExitCode.USAGE, e.getMessage(), "'chaos sim' lists the scenarios with their defaults");
    }
    output.result(outcome.figures());
    return outcome.failures().isEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.sim.Scenario.Order;
import org.chaoschain.sim.Scenario.Outcome;
import org.junit.jupiter.api.Test;

/**
 * Every scenario at its full size, written down as a table. {@code -Dlab.seed}, {@code
 * -Dlab.scenarios} (a regular expression) and {@code -Dlab.nodes} decide the course; {@code
 * -Dlab.table} is the file, {@code -Dlab.commit} what it says of the sources.
 */
class SimLab {
  private static final String HEAD =
      "| scenario | nodes | sybils | delivered | p50, p99 (ms) | events | processor time (s) | further | trace |";

  @Test
  void each_scenario_meets_its_demands() throws IOException {
    long seed = Long.getLong("lab.seed", 42);
    List<String> failures = new ArrayList<>();
    List<String> rows = new ArrayList<>();
    for (Scenario scenario : Scenarios.all()) {
      if (!scenario.name().matches(System.getProperty("lab.scenarios", ".*"))) {
        continue;
      }
      for (int nodes : sizes(scenario)) {
        Outcome outcome = scenario.run(scenario.defaults().withSeed(seed).withNodes(nodes));
        System.out.println("lab SimLab " + outcome.figures());
        rows.add(row(outcome));
        outcome.failures().forEach(failure -> failures.add(scenario.name() + ": " + failure));
      }
    }
    write(seed, rows, failures);
    assertThat(failures).as("seed " + seed).isEmpty();
  }

  private static List<Integer> sizes(Scenario scenario) {
    int usual = Integer.getInteger("lab.nodes", scenario.defaults().nodes());
    return scenario.name().equals("loss") ? List.of(100, 1000, 10_000) : List.of(usual);
  }

  private static String row(Outcome outcome) {
    Order order = outcome.order();
    List<String> further = new ArrayList<>();
    outcome
        .more()
        .forEach(
            (name, value) -> {
              if (!List.of("sybils", "messages", "cpu_s", "virtual_s").contains(name)) {
                further.add(name + " " + value);
              }
            });
    return "| %s | %d | %s | %.5f | %.1f, %.1f | %d | %s | %s | `%s` |"
        .formatted(
            outcome.scenario(),
            order.nodes(),
            outcome.more().getOrDefault("sybils", 0),
            outcome.deliveredRatio(),
            outcome.p50Millis(),
            outcome.p99Millis(),
            outcome.events(),
            outcome.more().get("cpu_s"),
            String.join(", ", further),
            outcome.traceHash());
  }

  private static void write(long seed, List<String> rows, List<String> failures)
      throws IOException {
    Path table =
        Path.of(
            System.getProperty(
                "lab.table", "../../docs/lab/" + LocalDate.now(ZoneOffset.UTC) + "-sim.md"));
    StringBuilder text = new StringBuilder();
    text.append("# Simulated networks\n\n")
        .append(
            "What each scenario is, and what it demands: [simulation.md](../simulation.md).\n\n")
        .append(
            "| date | commit | JDK | cores, memory | command | result |\n|---|---|---|---|---|---|\n")
        .append(
            "| %s | %s | %s | %d, %d MiB of heap | `mvn verify -Plab -Dskip.unit.tests -pl platform/sim` | seed %d: %s |\n\n"
                .formatted(
                    LocalDate.now(ZoneOffset.UTC),
                    System.getProperty("lab.commit", "not given by -Dlab.commit"),
                    System.getProperty("java.version"),
                    Runtime.getRuntime().availableProcessors(),
                    Runtime.getRuntime().maxMemory() >> 20,
                    seed,
                    failures.isEmpty() ? "all demands met" : String.join("; ", failures)))
        .append("Processor time is that of the one thread that simulates.\n\n")
        .append(HEAD)
        .append("\n|---|---|---|---|---|---|---|---|---|\n");
    rows.forEach(row -> text.append(row).append('\n'));
    Files.writeString(table, text, StandardCharsets.UTF_8);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Json;
import org.chaoschain.sim.Scenario;
import org.chaoschain.sim.Scenarios;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimCommandTest {
  @TempDir Path home;

  @BeforeEach
  void anInstallation() throws IOException {
    Files.createDirectories(home.resolve("lib/sim"));
    Files.createDirectories(home.resolve("features"));
  }

  private ChaosRun sim(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "sim";
    System.arraycopy(args, 0, all, 1, args.length);
    return ChaosRun.of(Map.of("CHAOS_HOME", home.toString()), all);
  }

  @Test
  void theHelpListsEachScenarioWithItsDefaults() {
    ChaosRun help = ChaosRun.of("sim", "--help");
    assertThat(help.code()).isZero();
    for (Scenario scenario : Scenarios.all()) {
      Scenario.Order defaults = scenario.defaults();
      assertThat(help.out())
          .containsPattern(
              "(?m)^  %s +%d, %d, %d "
                  .formatted(
                      scenario.name(), defaults.nodes(), defaults.sybils(), defaults.messages()));
      assertThat(defaults.seed()).isEqualTo(42);
    }
  }

  @Test
  void withoutAScenarioItListsThem() {
    ChaosRun list = sim("--json");
    assertThat(list.code()).as(list.err()).isZero();
    assertThat(list.out().lines()).hasSize(Scenarios.all().size());
  }

  @Test
  void theSameSeedPrintsTheSameHash() {
    ChaosRun first = sim("loss", "--nodes", "40", "--messages", "10", "--seed", "7", "--json");
    assertThat(first.code()).as(first.err()).isZero();
    Map<String, Object> figures = Json.read(first.out());
    assertThat(figures)
        .containsEntry("scenario", "loss")
        .containsKeys("nodes", "delivered_ratio", "p50_ms", "p99_ms", "events", "trace_hash");
    ChaosRun second = sim("loss", "--nodes", "40", "--messages", "10", "--seed", "7", "--json");
    assertThat(Json.read(second.out()).get("trace_hash")).isEqualTo(figures.get("trace_hash"));
    assertThat(sim("loss", "--nodes", "40", "--messages", "10", "--seed", "7").out())
        .contains(figures.get("trace_hash").toString());
  }

  @Test
  void whatIsNotThereIsSaid() throws IOException {
    ChaosRun unknown = sim("storm");
    assertThat(unknown.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(unknown.err()).contains("no scenario storm", "loss, eclipse-one");
    ChaosRun few = sim("loss", "--nodes", "3");
    assertThat(few.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(few.err()).contains("--nodes is 10 to 20000, not 3");
    Files.delete(home.resolve("lib/sim"));
    ChaosRun without = sim("loss");
    assertThat(without.code()).isEqualTo(ExitCode.NOT_FOUND.code());
    assertThat(without.err()).contains("no folder lib/sim");
  }
}

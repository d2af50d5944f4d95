// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.chaoschain.cli.bench.PriorityResult.Load;
import org.junit.jupiter.api.Test;

/** When the benchmark of priorities is good. */
class PriorityResultTest {
  private static Load load(Map<String, Map<String, Object>> sources) {
    return new Load(sources, 10_000, 0);
  }

  private static Map<String, Object> figures(long offered, long accepted, long bytes, long p99) {
    return Map.of(
        "offered", offered,
        "accepted", accepted,
        "accepted_bytes", bytes,
        "p50_ms", 1.0,
        "p99_ms", 2.0,
        "p99_bytes", p99);
  }

  private static Load honest(long p99) {
    return load(Map.of("honest", figures(100, 100, 100_000, p99)));
  }

  private static PriorityResult result(List<Load> calm, List<Load> flooded) {
    Load kept =
        load(
            Map.of(
                "high", figures(85, 85, 85_000, 0),
                "medium", figures(500, 7, 7_000, 0),
                "low", figures(500, 3, 3_000, 0)));
    Load starving =
        load(Map.of("high", figures(1_000, 97, 97_000, 0), "low", figures(100, 3, 3_000, 0)));
    PriorityOptions options =
        new PriorityOptions(
            Path.of("."), 65_536, Duration.ofSeconds(1), 3, Duration.ZERO, 1, Duration.ZERO, false);
    return new PriorityResult(options, kept, starving, calm, flooded, 1_000, Map.of(), 0);
  }

  private static List<Load> rounds(long... p99) {
    List<Load> rounds = new ArrayList<>();
    for (long each : p99) {
      rounds.add(honest(each));
    }
    return rounds;
  }

  @Test
  void the_median_of_the_rounds_counts_each_against_its_own_quiet_one() {
    PriorityResult result = result(rounds(1_000, 2_000, 100), rounds(1_800, 3_800, 900));

    assertThat(result.slowdown()).isEqualTo(1.9);
    assertThat(result.toJson())
        .containsEntry("slowdown_of_rounds", List.of(1.8, 1.9, 9.0))
        .containsEntry("flood_slowdown", 1.9);
    assertThat(result.good()).isTrue();
  }

  @Test
  void most_rounds_beyond_the_double_are_not_good() {
    PriorityResult result = result(rounds(1_000, 1_000, 1_000), rounds(2_100, 2_100, 1_000));

    assertThat(result.slowdown()).isEqualTo(2.1);
    assertThat(result.good()).isFalse();
  }
}

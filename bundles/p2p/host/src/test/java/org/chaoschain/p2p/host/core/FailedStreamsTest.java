// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

class FailedStreamsTest {
  private static final String KEY = "p2p.host.failed.streams.rate";

  private final Simulation simulation = new Simulation();
  private final FailedStreams failures =
      new FailedStreams(
          simulation.clock(),
          FailedStreams.Bounds.of(simulation.metrics().limit(KEY, 2, "failed streams"), 5));

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      failures.failed();
    }
  }

  @Test
  void a_burst_may_fail_and_then_none_is_taken_until_some_time_has_passed() {
    fail(4);
    assertThat(failures.refuses()).isFalse();
    fail(1);
    assertThat(failures.refuses()).isTrue();
    assertThat(failures.refuses()).isTrue();
    assertThat(simulation.metrics().refusals(KEY)).isEqualTo(2);
    assertThat(failures.refusal().message()).contains("5 at once and 2 in a second", KEY);
    simulation.runFor(Duration.ofMillis(500));
    assertThat(failures.refuses()).isFalse();
  }

  @Test
  void the_connection_is_not_read_until_a_share_of_the_burst_is_back() {
    assertThat(failures.pause()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void however_many_fail_the_next_is_taken_as_soon() {
    fail(1_000_000);
    assertThat(failures.refuses()).isTrue();
    simulation.runFor(Duration.ofMillis(500));
    assertThat(failures.refuses()).isFalse();
    simulation.runFor(Duration.ofMinutes(5));
    fail(4);
    assertThat(failures.refuses()).isFalse();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import org.chaoschain.distribution.Packed.Call;
import org.junit.jupiter.api.Test;

/** The packed node has more to verify than it can. */
class PriorityIT {
  @Test
  void highIsKeptLowGetsItsShareAndNoQueueIsLongerThanAllowed()
      throws IOException, InterruptedException {
    Call bench =
        Packed.chaos(
            "bench",
            "priority",
            "--json",
            "--rounds",
            3,
            "--seconds",
            2,
            "--warm-up",
            1,
            "--deadline",
            100);
    assertThat(bench.code()).as(bench.out() + bench.err()).isIn(0, 1);
    JsonObject result = bench.json();
    String all = bench.out();
    assertThat(result.get("high_at_85_percent_offered").getAsLong()).as(all).isPositive();
    assertThat(result.get("high_at_85_percent_lost").getAsLong()).as(all).isZero();
    assertThat(result.get("low_share_of_bytes").getAsDouble()).as(all).isGreaterThanOrEqualTo(0.02);
    assertThat(result.get("low_head_waits_bytes").getAsLong())
        .as(all)
        .isLessThanOrEqualTo(result.get("low_head_may_wait_bytes").getAsLong());
    assertThat(result.get("queued_bytes_peak").getAsLong())
        .as(all)
        .isBetween(1L, result.get("queued_bytes_cap").getAsLong());
    assertThat(result.get("honest_lost_beside_flood").getAsLong())
        .as("who sends little loses nothing beside one that floods: " + all)
        .isZero();
    // that the p99 at most doubles takes longer to see than a test has; the whole benchmark shows
    // it
    assertThat(result.get("flood_slowdown").getAsDouble()).as(all).isPositive();
  }
}

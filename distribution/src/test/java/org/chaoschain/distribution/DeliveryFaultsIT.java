// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import org.chaoschain.distribution.Packed.Call;
import org.junit.jupiter.api.Test;

/**
 * Two packed nodes with a bad cable between them, one of which is killed: each direct message is
 * delivered once or reported as failed.
 */
class DeliveryFaultsIT {
  @Test
  void eachMessageIsDeliveredOnceOrReportedAsFailed() throws IOException, InterruptedException {
    Call bench =
        Packed.chaos(
            "bench",
            "delivery-under-faults",
            "--json",
            "--messages",
            1000,
            "--rate",
            150,
            "--life",
            20,
            "--deadline",
            200);
    assertThat(bench.code()).as(bench.out() + bench.err()).isZero();
    JsonObject result = bench.json();
    assertThat(result.get("sent").getAsLong()).isEqualTo(1000);
    assertThat(result.get("delivered_once").getAsLong() + result.get("reported_failed").getAsLong())
        .isEqualTo(1000);
    for (String wrong : new String[] {"both", "neither", "duplicates"}) {
      assertThat(result.get(wrong).getAsLong()).as(wrong).isZero();
    }
    assertThat(result.get("frames_lost").getAsLong()).isPositive();
    assertThat(result.get("connections_cut").getAsLong()).isPositive();
    assertThat(result.get("kills").getAsLong()).isEqualTo(1);
  }
}

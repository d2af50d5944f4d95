// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Map;
import org.chaoschain.distribution.Packed.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A plugin of the packed node is updated under load: nothing is lost, repeated, or out of order.
 */
class HotSwapIT {
  @ParameterizedTest
  @CsvSource({"message-type, 10", "agent, 5", "codec, 5"})
  void eachAcceptedMessageIsHandledOnceAndInOrderThroughEverySwap(String kind, int swaps)
      throws IOException, InterruptedException {
    Call bench =
        Packed.chaos(
            "bench",
            "hotswap",
            "--json",
            "--kind",
            kind,
            "--rate",
            1000,
            "--swaps",
            swaps,
            "--warm-up",
            2,
            "--deadline",
            100);
    assertThat(bench.code()).as(bench.out() + bench.err()).isZero();
    JsonObject result = bench.json();
    assertThat(result.get("swaps").getAsInt()).isEqualTo(swaps);
    assertThat(result.get("generations").getAsInt()).isGreaterThan(1);
    assertThat(result.get("accepted").getAsLong()).isPositive();
    for (String wrong : new String[] {"lost", "duplicated", "out_of_order", "unexpected"}) {
      assertThat(result.get(wrong).getAsLong()).as(wrong).isZero();
    }
    assertThat(result.getAsJsonObject("pause_ms").keySet()).contains("p50", "p99", "max");
  }

  @Test
  void aKindThatCannotBeSwappedIsRefusedNamingThoseThatCan()
      throws IOException, InterruptedException {
    Call bench = Packed.chaos(Packed.HOME, Map.of(), "bench", "hotswap", "--kind", "moon");
    assertThat(bench.code()).isEqualTo(2);
    assertThat(bench.err()).contains("moon").contains("message-type");
  }
}

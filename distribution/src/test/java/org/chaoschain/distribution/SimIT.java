// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import org.chaoschain.distribution.Packed.Call;
import org.junit.jupiter.api.Test;

/**
 * {@code chaos sim} of the packed node: what it needs is there, and each process takes the same
 * course.
 */
class SimIT {
  @Test
  void twoProcessesPrintTheSameHash() throws IOException, InterruptedException {
    JsonObject first = sim("loss", "--nodes", 60, "--messages", 20, "--seed", 7);
    assertThat(first.get("delivered_ratio").getAsDouble()).isGreaterThanOrEqualTo(0.999);
    assertThat(first.get("nodes").getAsInt()).isEqualTo(60);
    JsonObject second = sim("loss", "--nodes", 60, "--messages", 20, "--seed", 7);
    assertThat(second.get("trace_hash")).isEqualTo(first.get("trace_hash"));
    assertThat(second.get("events")).isEqualTo(first.get("events"));
  }

  @Test
  void kademliaIsSimulatedAsWell() throws IOException, InterruptedException {
    JsonObject lookup = sim("lookup", "--nodes", 100, "--messages", 10);
    assertThat(lookup.get("requests").getAsDouble()).isPositive();
  }

  private static JsonObject sim(Object... arguments) throws IOException, InterruptedException {
    Object[] all = new Object[arguments.length + 2];
    all[0] = "sim";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 1] = "--json";
    Call call = Packed.chaos(all);
    assertThat(call.code()).as(call.out() + call.err()).isZero();
    return call.json();
  }
}

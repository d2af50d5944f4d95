// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.chaoschain.distribution.Packed.Call;
import org.chaoschain.distribution.Packed.Running;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two packed nodes measure the throughput between them, where that is allowed. */
class PerfIT {
  private static final long BYTES = 8L << 20;

  @TempDir Path folder;

  private Running start(String name, String... more)
      throws IOException, InterruptedException, ExecutionException {
    List<Object> all = new ArrayList<>();
    all.addAll(List.of("run", "--init", "--quiet", "--json", "--name", name));
    all.addAll(List.of("--data", folder.resolve(name)));
    all.addAll(List.of(more));
    return Packed.run(folder.resolve(name + ".err"), all.toArray());
  }

  private Call perf(String name, Running with) throws IOException, InterruptedException {
    String peer = with.ready().get("peer_id").getAsString();
    return Packed.chaos("perf", peer, "--bytes", "8MiB", "--json", "--data", folder.resolve(name));
  }

  @Test
  void itIsMeasuredByThoseWhomTheConfigurationNamesAndByNobodyElse()
      throws IOException, InterruptedException, ExecutionException {
    try (Running open = start("open", "--set", "p2p.perf.allow=*")) {
      String address = open.ready().getAsJsonArray("addresses").get(0).getAsString();
      try (Running closed = start("closed", "--bootstrap", address)) {
        Packed.until(() -> perf("closed", open).code() == 0);
        List<JsonObject> measured =
            perf("closed", open)
                .out()
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
        assertThat(measured)
            .extracting(item -> item.get("direction").getAsString())
            .containsExactly("upload", "download");
        assertThat(measured)
            .allSatisfy(
                item -> {
                  assertThat(item.get("bytes").getAsLong()).isEqualTo(BYTES);
                  assertThat(item.get("mb_per_s").getAsDouble()).isPositive();
                });

        Call refused = perf("open", closed);
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("/perf/1.0.0");
      }
    }
  }
}

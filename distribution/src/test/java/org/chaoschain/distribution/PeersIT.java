// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.chaoschain.distribution.Packed.Call;
import org.chaoschain.distribution.Packed.Running;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node knows of others outlives it, the good and the bad. */
class PeersIT {
  @TempDir Path folder;

  @Test
  void aNodeThatWasKilledFindsItsPeersAgainWithoutABootstrapNode()
      throws IOException, InterruptedException, ExecutionException {
    try (Running ben = start("ben")) {
      try (Running ann = start("ann", "--bootstrap", address(ben))) {
        Packed.until(() -> connected("ann", ben));
        // what has changed is written every p2p.peerstore.write.interval
        Packed.until(() -> gauge("ann", "p2p.peerstore.written") > 0);
        ann.process().destroyForcibly();
        assertThat(ann.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
      }
      try (Running again = start("ann")) {
        assertThat(again.ready().get("name").getAsString()).isEqualTo("ann");
        Packed.until(() -> connected("ann", ben));
      }
    }
  }

  @Test
  void aBannedPeerStaysOutOverAKillUntilTheBanIsLifted()
      throws IOException, InterruptedException, ExecutionException {
    try (Running ben = start("ben")) {
      String bad = ben.ready().get("peer_id").getAsString();
      try (Running ann = start("ann", "--bootstrap", address(ben))) {
        Packed.until(() -> connected("ann", ben));
        Call ban = chaos("ann", "bans", "add", bad, "--for", "2d", "--reason", "sends spam");
        assertThat(ban.code()).as(ban.err()).isZero();
        Packed.until(() -> !connected("ann", ben));
        ann.process().destroyForcibly();
        assertThat(ann.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
      }
      try (Running again = start("ann", "--bootstrap", address(ben))) {
        assertThat(chaos("ann", "bans", "--json").out()).contains(bad, "sends spam");
        Call connect = chaos("ann", "connect", address(ben));
        assertThat(connect.code()).isNotZero();
        assertThat(connect.err()).contains("banned");
        Call inbound = chaos("ben", "connect", address(again));
        assertThat(connected("ann", ben)).as(inbound.err()).isFalse();
        assertThat(chaos("ann", "bans", "lift", bad).code()).isZero();
        assertThat(chaos("ann", "bans", "lift", bad).code()).isEqualTo(6);
        Packed.until(() -> chaos("ann", "connect", address(ben)).code() == 0);
        assertThat(connected("ann", ben)).isTrue();
      }
    }
  }

  private Running start(String name, String... more)
      throws IOException, InterruptedException, ExecutionException {
    Object[] first = {
      "run", "--init", "--quiet", "--json", "--name", name, "--data", folder.resolve(name)
    };
    Object[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return Packed.run(folder.resolve(name + ".err"), all);
  }

  private static String address(Running node) {
    JsonObject ready = node.ready();
    String address = ready.getAsJsonArray("addresses").get(0).getAsString();
    String peer = ready.get("peer_id").getAsString();
    return address.endsWith(peer) ? address : address + "/p2p/" + peer;
  }

  private Call chaos(String name, Object... arguments) throws IOException, InterruptedException {
    Object[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--data";
    all[arguments.length + 1] = folder.resolve(name);
    return Packed.chaos(all);
  }

  private boolean connected(String name, Running to) throws IOException, InterruptedException {
    return chaos(name, "peers", "--json").out().contains(to.ready().get("peer_id").getAsString());
  }

  private double gauge(String name, String metric) throws IOException, InterruptedException {
    Call metrics = chaos(name, "metrics", metric, "--json");
    return metrics
        .out()
        .lines()
        .filter(line -> line.contains("\"" + metric + "\""))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll(".*\"value\":([0-9.]+).*", "$1")))
        .sum();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.resource.ResourceUsage;
import org.chaoschain.p2p.host.core.Peers;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** Who makes room when there is no place for one more handshake. */
class PendingTableTest {
  private static final long GRACE = AddressLimits.DEFAULTS.grace().toNanos();

  private final RecordedMetrics metrics = new Simulation().metrics();
  private final Scopes scopes =
      new Scopes(
          ResourceLimits.DEFAULTS
              .withTransients(new ResourceUsage(6, 6, 6, 6, 1_000))
              .withAddresses(new AddressLimits(2, 4, 5, 8, List.of())),
          metrics);
  private final List<String> left = new ArrayList<>();

  private ConnectionScope accept(String ip, long now) throws LimitExceededException {
    Multiaddr remote = Multiaddr.parse("/ip4/" + ip + "/tcp/1");
    return scopes.accept(remote, now, why -> left.add(ip + ": " + why));
  }

  private void refused(String ip, long now, String key) {
    assertThatThrownBy(() -> accept(ip, now)).hasMessageContaining(key);
  }

  private int pending() {
    return scopes.transients().usage().connectionsInbound();
  }

  @Test
  void the_oldest_of_the_prefix_that_has_most_makes_room_at_once() throws Exception {
    accept("192.0.2.1", 0);
    for (int i = 1; i <= 5; i++) {
      accept("203.0.113." + i, i);
    }
    accept("198.51.100.1", 6);
    assertThat(left).singleElement().asString().startsWith("203.0.113.1: ");
    assertThat(left.get(0)).contains("p2p.host.limits.transient.connections.inbound", "made room");
    assertThat(pending()).isEqualTo(6);
    assertThat(metrics.count("p2p.upgrades.evicted")).isEqualTo(1);
  }

  @Test
  void a_flood_of_one_prefix_takes_no_place_of_another() throws Exception {
    accept("192.0.2.1", 0);
    accept("198.51.100.1", 0);
    int refusals = 0;
    for (int i = 1; i <= 200; i++) {
      try {
        accept("203.0.113." + i, 10 * GRACE + i * GRACE / 50);
      } catch (LimitExceededException e) {
        refusals++;
      }
    }
    assertThat(refusals).isPositive();
    assertThat(left).allSatisfy(line -> assertThat(line).startsWith("203.0.113."));
    assertThat(pending()).isEqualTo(6);
  }

  @Test
  void among_equals_the_oldest_makes_room_once_it_had_its_grace() throws Exception {
    for (int i = 1; i <= 6; i++) {
      accept("10.0." + i + ".1", i);
    }
    refused("10.0.7.1", GRACE, "transient.connections.inbound");
    accept("10.0.8.1", GRACE + 1);
    assertThat(left).singleElement().asString().startsWith("10.0.1.1: ");
    refused("10.0.9.1", GRACE + 1, "transient.connections.inbound");
  }

  @Test
  void of_an_address_that_has_too_many_its_own_oldest_makes_room() throws Exception {
    accept("192.0.2.1", 0);
    accept("203.0.113.1", 1);
    accept("203.0.113.1", 2);
    refused("203.0.113.1", GRACE, "address.pending");
    accept("203.0.113.1", GRACE + 1);
    assertThat(left).singleElement().asString().startsWith("203.0.113.1: ");
    assertThat(pending()).isEqualTo(3);
  }

  @Test
  void who_is_known_or_has_gone_makes_no_room() throws Exception {
    for (int i = 1; i <= 6; i++) {
      ConnectionScope scope = accept("10.0." + i + ".1", i);
      if (i == 1) {
        scope.peer(Peers.of(1));
      } else if (i == 2) {
        scope.close();
      }
    }
    accept("10.0.7.1", 7);
    accept("10.0.8.1", 8);
    accept("10.0.9.1", 2 * GRACE);
    assertThat(left).singleElement().asString().startsWith("10.0.3.1: ");
    assertThat(scopes.system().usage().connectionsInbound()).isEqualTo(7);
  }

  @Test
  void what_handshakes_cannot_free_is_refused_as_before() throws Exception {
    for (int i = 0; i < 4; i++) {
      accept("203.0.113.1", i).peer(Peers.of(i));
    }
    refused("203.0.113.1", 10 * GRACE, "address.connections");
    assertThat(left).isEmpty();
  }
}

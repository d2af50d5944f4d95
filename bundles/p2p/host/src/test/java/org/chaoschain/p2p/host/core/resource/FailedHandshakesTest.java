// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.host.core.Peers;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** Who has had too many handshakes fail begins no other. */
class FailedHandshakesTest {
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** 3 of an address and 5 of a prefix at once; 2 and 4 a minute. */
  private static final FailureLimits FEW = new FailureLimits(2, 3, 4, 5);

  private final RecordedMetrics metrics = new Simulation().metrics();
  private final Scopes scopes = scopes(List.of());
  private long now;

  private Scopes scopes(List<IpPrefix> exempt) {
    return new Scopes(
        ResourceLimits.DEFAULTS.withAddresses(new AddressLimits(8, 16, 24, 64, exempt, GRACE, FEW)),
        metrics);
  }

  private ConnectionScope accept(String ip) throws LimitExceededException {
    return scopes.accept(Multiaddr.parse("/ip4/" + ip + "/tcp/1"), now, why -> {});
  }

  private void fail(String ip) throws LimitExceededException {
    accept(ip).close();
  }

  private void refused(String ip, String key) {
    assertThatThrownBy(() -> accept(ip)).hasMessageContaining(key);
  }

  private void pass(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void an_address_may_fail_in_a_burst_and_then_at_its_rate() throws Exception {
    for (int i = 0; i < 3; i++) {
      fail("203.0.113.1");
    }
    refused("203.0.113.1", "address 203.0.113.1/32: 3 failed handshakes a minute is above");
    refused("203.0.113.1", "p2p.host.limits.address.failed");
    assertThat(metrics.refusals("p2p.host.limits.address.failed")).isEqualTo(2);
    assertThat(scopes.system().usage().connectionsInbound()).isZero();
    pass(30);
    fail("203.0.113.1");
    refused("203.0.113.1", "address.failed");
  }

  @Test
  void a_prefix_may_fail_as_often_as_its_own_limit_says() throws Exception {
    for (int i = 0; i < 5; i++) {
      fail("203.0.113." + i);
    }
    refused("203.0.113.9", "p2p.host.limits.prefix.failed");
    fail("198.51.100.1");
    pass(15);
    fail("203.0.113.9");
  }

  @Test
  void who_gets_as_far_as_a_connection_has_not_failed() throws Exception {
    for (int i = 0; i < 1000; i++) {
      ConnectionScope scope = accept("203.0.113.1");
      scope.peer(Peers.of(i % 3));
      scope.established();
      scope.close();
    }
    assertThat(metrics.refusals("p2p.host.limits.address.failed")).isZero();
  }

  @Test
  void who_is_known_and_goes_before_there_is_a_connection_has_failed() throws Exception {
    for (int i = 0; i < 3; i++) {
      ConnectionScope scope = accept("203.0.113.1");
      scope.peer(Peers.of(i));
      scope.close();
    }
    refused("203.0.113.1", "address.failed");
  }

  @Test
  void what_was_refused_for_another_reason_has_not_failed() throws Exception {
    Scopes full =
        new Scopes(
            ResourceLimits.DEFAULTS.withAddresses(
                new AddressLimits(0, 16, 24, 64, List.of(), GRACE, FEW)),
            metrics);
    Multiaddr remote = Multiaddr.parse("/ip4/203.0.113.1/tcp/1");
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> full.accept(remote, now, why -> {}))
          .hasMessageContaining("address.pending");
    }
  }

  @Test
  void exempt_ranges_may_fail() throws Exception {
    Scopes exempt = scopes(List.of(IpPrefix.parse("127.0.0.0/8")));
    for (int i = 0; i < 100; i++) {
      exempt.accept(Multiaddr.parse("/ip4/127.0.0.1/tcp/1"), now, why -> {}).close();
    }
    assertThat(metrics.refusals("p2p.host.limits.address.failed")).isZero();
  }

  @Test
  void the_table_is_bounded_and_who_finds_no_room_shares_a_bucket() throws Exception {
    FailedHandshakes failures = new FailedHandshakes(FEW, metrics);
    for (int i = 0; i < 2 * FailedHandshakes.MAX_PLACES; i++) {
      List<IpPrefix> place =
          List.of(IpPrefix.parse("10.%d.%d.%d/32".formatted(i >> 16, i >> 8 & 255, i & 255)));
      failures.begin(place, 0);
    }
    assertThat(failures.places()).isBetween(FailedHandshakes.MAX_PLACES, 8193);
    List<IpPrefix> late = List.of(IpPrefix.parse("192.0.2.1/32"));
    assertThatThrownBy(() -> failures.check(late, 0)).hasMessageContaining("address.failed");
    failures.check(List.of(IpPrefix.parse("10.0.0.1/32")), 0);
    long later = Duration.ofHours(1000).toNanos();
    failures.check(late, later);
    failures.begin(late, later);
    assertThat(failures.places()).isLessThan(FailedHandshakes.MAX_PLACES);
  }
}

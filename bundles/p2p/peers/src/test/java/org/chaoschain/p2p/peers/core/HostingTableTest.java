// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peers.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.identity.core.HostingRecord;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

/** Which hosting records are kept when there are too many, too old, or contradictory ones. */
class HostingTableTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = NOW.plus(Duration.ofHours(1));

  private final RecordedMetrics metrics = new RecordedMetrics();

  /** 4 agents, 2 a peer. */
  private final HostingTable table =
      new HostingTable(
          new PeersConfig(
              4,
              2,
              1,
              1,
              1,
              1,
              1,
              Duration.ofSeconds(1),
              Duration.ofSeconds(1),
              Duration.ofSeconds(1)),
          metrics);

  private static Bytes key(int number) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) number);
    return Bytes.wrap(key);
  }

  private static AgentId agent(int number) {
    return new AgentId(key(number));
  }

  private static PeerId peer(int number) {
    return PeerId.fromPublicKey(new PublicKey(KeyType.ED25519, key(number)));
  }

  private static HostingTable.Entry entry(int agent, int peer, long sequence, Instant expiry) {
    HostingRecord record = new HostingRecord(agent(agent), peer(peer), sequence, expiry);
    return new HostingTable.Entry(record, record.encode());
  }

  private boolean add(int agent, int peer, long sequence) {
    return table.add(entry(agent, peer, sequence, LATER), true, NOW);
  }

  private boolean hearsay(int agent, int peer) {
    return table.add(entry(agent, peer, 1, LATER), false, NOW);
  }

  private boolean knows(int agent) {
    return table.find(agent(agent), NOW).isPresent();
  }

  @Test
  void the_highest_sequence_counts_as_an_unsigned_number_and_of_equal_ones_the_first() {
    assertThat(add(1, 1, 5)).isTrue();
    assertThat(add(1, 2, 5)).isFalse();
    assertThat(add(1, 2, 4)).isFalse();
    assertThat(table.find(agent(1), NOW).orElseThrow().record().peer()).isEqualTo(peer(1));
    assertThat(add(1, 2, -1)).isTrue();
    assertThat(add(1, 1, 6)).isFalse();
    assertThat(table.find(agent(1), NOW).orElseThrow().record().peer()).isEqualTo(peer(2));
    assertThat(table.ofPeer(peer(1), NOW)).isEmpty();
    assertThat(table.ofPeer(peer(2), NOW)).hasSize(1);
  }

  @Test
  void a_record_counts_until_it_expires() {
    assertThat(table.add(entry(1, 1, 1, NOW), true, NOW)).isFalse();
    assertThat(add(1, 1, 2)).isTrue();
    assertThat(table.find(agent(1), LATER.minusNanos(1))).isPresent();
    assertThat(table.ofPeer(peer(1), LATER)).isEmpty();
    assertThat(table.find(agent(1), LATER)).isEmpty();
    assertThat(metrics.gaugeValue("p2p.peers.agents")).isZero();
  }

  @Test
  void a_peer_has_a_bounded_share() {
    assertThat(add(1, 1, 1)).isTrue();
    assertThat(add(2, 1, 1)).isTrue();
    assertThat(add(3, 1, 1)).isFalse();
    assertThat(metrics.refusals("p2p.peers.max.agents.per.peer")).isEqualTo(1);
    assertThat(add(2, 1, 2)).describedAs("a newer record takes the place of the older").isTrue();
  }

  @Test
  void what_a_peer_says_of_itself_goes_before_hearsay() {
    assertThat(hearsay(1, 1)).isTrue();
    assertThat(hearsay(2, 1)).isTrue();
    assertThat(hearsay(3, 1)).isFalse();
    assertThat(add(4, 1, 1)).isTrue();
    assertThat(add(5, 1, 1)).isTrue();
    assertThat(add(6, 1, 1)).isFalse();
    assertThat(table.ofPeer(peer(1), NOW))
        .extracting(e -> e.record().agent())
        .containsExactlyInAnyOrder(agent(4), agent(5));
  }

  @Test
  void when_it_is_full_hearsay_leaves_first_and_then_the_oldest() {
    add(1, 1, 1);
    hearsay(2, 2);
    add(3, 3, 1);
    add(4, 4, 1);
    assertThat(add(5, 5, 1)).isTrue();
    assertThat(knows(2)).isFalse();
    assertThat(add(1, 1, 1)).describedAs("heard again, so that it is the youngest").isFalse();
    assertThat(add(6, 6, 1)).isTrue();
    assertThat(knows(3)).isFalse();
    assertThat(knows(1)).isTrue();
    assertThat(metrics.refusals("p2p.peers.max.agents")).isEqualTo(2);
    assertThat(metrics.gaugeValue("p2p.peers.agents")).isEqualTo(4);
  }

  @Test
  void hearsay_that_the_peer_confirms_is_none_any_more() {
    hearsay(1, 1);
    assertThat(add(1, 1, 1)).isFalse();
    hearsay(2, 2);
    add(3, 3, 1);
    add(4, 4, 1);
    add(5, 5, 1);
    assertThat(knows(1)).isTrue();
    assertThat(knows(2)).isFalse();
  }
}

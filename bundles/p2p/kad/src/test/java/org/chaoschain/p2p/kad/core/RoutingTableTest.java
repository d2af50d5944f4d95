// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chaoschain.p2p.kad.core.Fixture.near;
import static org.chaoschain.p2p.kad.core.Fixture.peer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.chaoschain.p2p.kad.core.RoutingTable.Admission;
import org.chaoschain.p2p.kad.core.RoutingTable.Settings;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final KadKey SELF = KadKey.of(Fixture.id(-1));
  private static final Settings SMALL = new Settings(3, 2, 2, 4, false, Duration.ofMinutes(2));
  private static final String LOCAL = "/ip4/127.0.0.1/tcp/1";

  private final RoutingTable table = new RoutingTable(SELF, SMALL);

  /** Peers of one bucket, on loopback, so that no network counts. */
  private static List<KadPeer> ofBucket(int bucket, int count) {
    List<KadPeer> peers = new ArrayList<>();
    for (int i = 0; peers.size() < count; i++) {
      KadPeer peer = peer(i, LOCAL);
      if (peer.key().commonPrefix(SELF) == bucket) {
        peers.add(peer);
      }
    }
    return peers;
  }

  private void fill(List<KadPeer> peers) {
    for (int i = 0; i < SMALL.bucketSize(); i++) {
      assertThat(table.offer(peers.get(i), i).admission()).isEqualTo(Admission.ADDED);
    }
  }

  private List<KadPeer> inTable() {
    return table.places().stream().map(RoutingTable.Place::peer).toList();
  }

  @Test
  void thisNodeNeverEnters() {
    KadPeer self = KadPeer.of(Fixture.id(-1), List.of());
    assertThat(table.offer(self, 0).admission()).isEqualTo(Admission.REFUSED_SELF);
    assertThat(table.size()).isZero();
  }

  @Test
  void aFullBucketChecksItsOldestBeforeItTakesANewcomer() {
    List<KadPeer> peers = ofBucket(0, 5);
    fill(peers);
    RoutingTable.Outcome outcome = table.offer(peers.get(3), 10 * MINUTE);
    assertThat(outcome.admission()).isEqualTo(Admission.WAITING);
    assertThat(outcome.check()).contains(peers.get(0));
    // one check at a time
    assertThat(table.offer(peers.get(4), 10 * MINUTE).check()).isEmpty();
    assertThat(inTable()).containsExactly(peers.get(0), peers.get(1), peers.get(2));
  }

  @Test
  void theOldestThatIsAliveStaysAndBecomesTheYoungest() {
    List<KadPeer> peers = ofBucket(0, 4);
    fill(peers);
    table.offer(peers.get(3), 10 * MINUTE);
    table.alive(peers.get(0).id(), 10 * MINUTE);
    assertThat(inTable()).containsExactly(peers.get(1), peers.get(2), peers.get(0));
    // the next one to check is another one
    assertThat(table.offer(peers.get(3), 11 * MINUTE).check()).contains(peers.get(1));
  }

  @Test
  void theOldestThatIsDeadGivesItsPlaceToTheNewestThatWaits() {
    List<KadPeer> peers = ofBucket(0, 5);
    fill(peers);
    table.offer(peers.get(3), 10 * MINUTE);
    table.offer(peers.get(4), 11 * MINUTE);
    assertThat(table.failed(peers.get(0).id())).isTrue();
    assertThat(inTable()).containsExactly(peers.get(1), peers.get(2), peers.get(4));
    assertThat(table.waiting()).isEqualTo(1);
  }

  @Test
  void thoseThatWaitAreBoundedAndTheOldestLeaves() {
    List<KadPeer> peers = ofBucket(0, 7);
    fill(peers);
    for (int i = 3; i < 7; i++) {
      table.offer(peers.get(i), i);
    }
    assertThat(table.waiting()).isEqualTo(2);
    peers.subList(0, 3).forEach(p -> table.failed(p.id()));
    assertThat(inTable()).containsExactlyInAnyOrder(peers.get(5), peers.get(6));
  }

  @Test
  void aPeerSeenLatelyIsNotBothered() {
    List<KadPeer> peers = ofBucket(0, 4);
    fill(peers);
    assertThat(table.offer(peers.get(3), MINUTE).check()).isEmpty();
  }

  @Test
  void ofOneNetworkFewPeersEnterABucketAndTheTable() {
    String[] sybil = {"/ip4/203.0.113.7/tcp/1"};
    assertThat(table.offer(near(SELF, 0, 0, sybil), 0).admission()).isEqualTo(Admission.ADDED);
    assertThat(table.offer(near(SELF, 0, 1000, sybil), 0).admission()).isEqualTo(Admission.ADDED);
    assertThat(table.offer(near(SELF, 0, 2000, sybil), 0).admission())
        .isEqualTo(Admission.REFUSED_NETWORK);
    assertThat(table.offer(near(SELF, 1, 3000, sybil), 0).admission()).isEqualTo(Admission.ADDED);
    assertThat(table.offer(near(SELF, 1, 4000, sybil), 0).admission()).isEqualTo(Admission.ADDED);
    assertThat(table.offer(near(SELF, 2, 5000, sybil), 0).admission())
        .isEqualTo(Admission.REFUSED_NETWORK);
    assertThat(table.offer(near(SELF, 2, 5000, "/ip4/198.51.100.1/tcp/1"), 0).admission())
        .isEqualTo(Admission.ADDED);
  }

  @Test
  void aPlaceThatIsFreedIsFreeForItsNetwork() {
    String[] network = {"/ip4/203.0.113.7/tcp/1"};
    KadPeer first = near(SELF, 0, 0, network);
    table.offer(first, 0);
    table.offer(near(SELF, 0, 1000, network), 0);
    table.failed(first.id());
    assertThat(table.offer(near(SELF, 0, 2000, network), 0).admission()).isEqualTo(Admission.ADDED);
  }

  @Test
  void peersUnseenForATimeAreToBeChecked() {
    List<KadPeer> peers = ofBucket(0, 3);
    fill(peers);
    table.alive(peers.get(1).id(), 5 * MINUTE);
    assertThat(table.unseenSince(MINUTE, 10)).containsExactly(peers.get(0), peers.get(2));
    assertThat(table.unseenSince(MINUTE, 1)).containsExactly(peers.get(0));
  }

  @Property(tries = 300)
  void whateverHappensItsInvariantsHold(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 400) int steps) {
    RoutingTable any = new RoutingTable(SELF, SMALL);
    long now = 0;
    for (int i = 0; i < steps; i++) {
      now += random.nextInt(1_000_000_000);
      KadPeer peer = peer(random.nextInt(120));
      switch (random.nextInt(4)) {
        case 0 -> any.alive(peer.id(), now);
        case 1 -> any.failed(peer.id());
        default -> any.offer(peer, now);
      }
      assertInvariants(any);
    }
  }

  private static void assertInvariants(RoutingTable any) {
    Set<Object> ids = new HashSet<>();
    Optional<RoutingTable.Place> before = Optional.empty();
    for (RoutingTable.Place place : any.places()) {
      assertThat(ids.add(place.peer().id())).as("a peer has one place").isTrue();
      assertThat(place.bucket()).isEqualTo(SELF.commonPrefix(place.peer().key()));
      if (before.isPresent() && before.get().bucket() == place.bucket()) {
        assertThat(place.seenAt()).isGreaterThanOrEqualTo(before.get().seenAt());
      }
      before = Optional.of(place);
    }
    assertThat(any.size()).isEqualTo(ids.size());
    for (int i = 0; i < KadKey.BITS; i++) {
      assertThat(any.size(i)).isLessThanOrEqualTo(SMALL.bucketSize());
    }
  }

  @Property(tries = 300)
  void theClosestAreThoseThatCountingAllWouldFind(
      @ForAll Random random,
      @ForAll @IntRange(min = 0, max = 300) int peers,
      @ForAll @IntRange(min = 1, max = 30) int most) {
    RoutingTable any = new RoutingTable(SELF, Settings.DEFAULT);
    for (int i = 0; i < peers; i++) {
      any.offer(KadPeer.of(Fixture.randomId(random), List.of()), i);
    }
    KadKey target = KadKey.of(Fixture.randomId(random));
    List<KadPeer> all = any.places().stream().map(RoutingTable.Place::peer).toList();
    List<KadPeer> expected = Fixture.sorted(all, target);
    assertThat(any.closest(target, most))
        .isEqualTo(expected.subList(0, Math.min(most, expected.size())));
    assertThat(any.closest(SELF, most)).hasSizeLessThanOrEqualTo(most);
  }
}

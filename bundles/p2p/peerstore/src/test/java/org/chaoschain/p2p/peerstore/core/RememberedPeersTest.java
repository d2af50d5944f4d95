// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peerstore.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

class RememberedPeersTest {
  private static final Duration LIFETIME = Duration.ofDays(30);
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final RememberedPeers peers =
      new RememberedPeers(metrics.limit("test.max.peers", 3, "peers"), LIFETIME, PAUSE);
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long nanos = Long.MAX_VALUE - 5;

  private static PeerId id(int number) {
    byte[] multihash = new byte[34];
    multihash[0] = 0x12;
    multihash[1] = 0x20;
    multihash[2] = (byte) number;
    return PeerId.decode(Bytes.wrap(multihash));
  }

  private KnownPeer peer(int number) {
    return new KnownPeer(
        id(number),
        List.of(Multiaddr.parse("/ip4/192.0.2." + number + "/tcp/4001")),
        Optional.empty(),
        now);
  }

  private void pass(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }

  private List<PeerId> candidates(int wanted) {
    return peers.candidates(wanted, peer -> false, nanos).stream().map(KnownPeer::peer).toList();
  }

  @Test
  void theYoungestAreTriedFirst() {
    for (int i = 1; i <= 3; i++) {
      peers.seen(peer(i));
      pass(Duration.ofMinutes(1));
    }
    assertThat(candidates(2)).containsExactly(id(3), id(2));
    assertThat(candidates(2)).containsExactly(id(1));
    assertThat(candidates(2)).isEmpty();
  }

  @Test
  void aPeerIsTriedAgainAfterAPauseThatDoublesUntilItIsSeen() {
    peers.seen(peer(1));
    for (Duration pause = PAUSE;
        pause.compareTo(Duration.ofHours(1)) < 0;
        pause = pause.plus(pause)) {
      assertThat(candidates(1)).containsExactly(id(1));
      pass(pause.minusNanos(1));
      assertThat(candidates(1)).as("before %s", pause).isEmpty();
      pass(Duration.ofNanos(1));
    }
    peers.seen(peer(1));
    assertThat(candidates(1)).containsExactly(id(1));
    pass(PAUSE);
    assertThat(candidates(1)).containsExactly(id(1));
  }

  @Test
  void thoseThatAreConnectedAreNotTried() {
    peers.seen(peer(1));
    peers.seen(peer(2));
    assertThat(peers.candidates(5, id(1)::equals, nanos))
        .extracting(KnownPeer::peer)
        .containsExactly(id(2));
  }

  @Test
  void theOneNotSeenForLongestIsForgottenFirstAndThatIsCounted() {
    for (int i = 1; i <= 3; i++) {
      peers.seen(peer(i));
      pass(Duration.ofMinutes(1));
    }
    peers.lost(id(1), now);
    peers.seen(peer(4));
    assertThat(peers.all())
        .extracting(KnownPeer::peer)
        .containsExactlyInAnyOrder(id(1), id(3), id(4));
    assertThat(metrics.refusals("test.max.peers")).isEqualTo(1);
    assertThat(peers.takeChanges(now).forgotten()).containsExactly(id(2));
  }

  @Test
  void aPeerWithoutAddressIsOfNoUse() {
    peers.seen(new KnownPeer(id(1), List.of(), Optional.empty(), now));
    assertThat(peers.all()).isEmpty();
    assertThat(peers.takeChanges(now).isEmpty()).isTrue();
  }

  @Test
  void whatWasNotSeenForItsLifetimeIsForgotten() {
    peers.seen(peer(1));
    peers.takeChanges(now);
    pass(LIFETIME.minusSeconds(1));
    assertThat(peers.takeChanges(now).isEmpty()).isTrue();
    pass(Duration.ofSeconds(1));
    assertThat(peers.takeChanges(now).forgotten()).containsExactly(id(1));
  }

  @Test
  void changesAreTakenOnceAndOnceMoreIfTheyCouldNotBeWritten() {
    peers.seen(peer(1));
    RememberedPeers.Changes changes = peers.takeChanges(now);
    assertThat(changes.kept()).containsExactly(peer(1));
    assertThat(peers.takeChanges(now).isEmpty()).isTrue();
    peers.untake(changes);
    assertThat(peers.takeChanges(now)).isEqualTo(changes);
  }

  @Test
  void whatIsRestoredIsNoChangeButForWhatHasExpired() {
    KnownPeer old = peer(1);
    pass(LIFETIME);
    peers.restore(List.of(old, peer(2)), now);
    assertThat(peers.all()).containsExactly(peer(2));
    RememberedPeers.Changes changes = peers.takeChanges(now);
    assertThat(changes.kept()).isEmpty();
    assertThat(changes.forgotten()).containsExactly(id(1));
  }
}

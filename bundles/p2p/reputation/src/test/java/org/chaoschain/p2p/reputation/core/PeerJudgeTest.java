// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.event.Event;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.reputation.Offence;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

class PeerJudgeTest {
  private static final PeerId MALLORY = peer(1);
  private static final PeerId ALICE = peer(2);
  private static final Multiaddr FAR = Multiaddr.parse("/ip4/203.0.113.7/tcp/4001");

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final Map<PeerId, Double> gossip = new HashMap<>();
  private PeerJudge judge = judge(ReputationConfig.DEFAULT);
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long nanos = ThreadLocalRandom.current().nextLong();

  private PeerJudge judge(ReputationConfig config) {
    return new PeerJudge(config, peer -> gossip.getOrDefault(peer, 0.0), metrics);
  }

  static PeerId peer(int number) {
    byte[] multihash = new byte[34];
    multihash[0] = 0x12;
    multihash[1] = 0x20;
    multihash[2] = (byte) (number >> 8);
    multihash[3] = (byte) number;
    return PeerId.decode(Bytes.wrap(multihash));
  }

  private void pass(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }

  private List<Action> report(PeerId peer, Offence offence) {
    return judge.report(peer, offence, "the test says so", nanos, now);
  }

  private List<Action> misbehaveUntilBanned(PeerId peer) {
    for (int i = 0; i < 1_000; i++) {
      List<Action> actions = report(peer, Offence.PROTOCOL_ERROR);
      if (!actions.isEmpty()) {
        return actions;
      }
    }
    throw new AssertionError("a thousand protocol errors do not lead to a ban");
  }

  private static List<String> events(List<Action> actions) {
    return actions.stream()
        .filter(Action.Raise.class::isInstance)
        .map(action -> ((Action.Raise) action).event().type())
        .toList();
  }

  @Test
  void aPeerThatNothingIsKnownOfHasTheBestScore() {
    assertThat(judge.score(ALICE, nanos)).isZero();
    assertThat(judge.ban(ALICE, now)).isEmpty();
  }

  @Test
  void offencesAddUpAndHalfOfThemIsForgivenInAHalfLife() {
    report(MALLORY, Offence.PROTOCOL_ERROR);
    report(MALLORY, Offence.BAD_SIGNATURE);
    assertThat(judge.score(MALLORY, nanos)).isEqualTo(-30, within(1e-9));
    pass(Duration.ofMinutes(10));
    assertThat(judge.score(MALLORY, nanos)).isEqualTo(-15, within(1e-9));
    report(MALLORY, Offence.PROTOCOL_ERROR);
    pass(Duration.ofMinutes(20));
    assertThat(judge.score(MALLORY, nanos)).isEqualTo(-25 / 4.0, within(1e-9));
    assertThat(judge.score(ALICE, nanos)).isZero();
  }

  @Test
  void belowTheThresholdAPeerIsBannedWrittenDownFirstThenDisconnectedThenTold() {
    for (int i = 0; i < 10; i++) {
      assertThat(report(MALLORY, Offence.PROTOCOL_ERROR)).isEmpty();
    }
    List<Action> actions = report(MALLORY, Offence.RATE_LIMIT);
    assertThat(actions.get(0)).isEqualTo(new Action.Keep());
    assertThat(actions.get(1))
        .isInstanceOfSatisfying(
            Action.Disconnect.class, d -> assertThat(d.peer()).isEqualTo(MALLORY));
    Event event = ((Action.Raise) actions.get(2)).event();
    assertThat(event.type()).isEqualTo("p2p.peer.banned");
    assertThat(event.category()).isEqualTo(Event.Category.SECURITY);
    assertThat(event.message()).contains(MALLORY.toString(), "the test says so", "-102.0", "lift");
    assertThat(judge.ban(MALLORY, now)).isPresent();
    assertThat(judge.ban(ALICE, now)).isEmpty();
  }

  @Test
  void aBannedPeerIsNotBannedOnceMoreWhileTheBanHolds() {
    misbehaveUntilBanned(MALLORY);
    for (int i = 0; i < 100; i++) {
      assertThat(report(MALLORY, Offence.RATE_LIMIT)).isEmpty();
    }
  }

  @Test
  void aBanEndsAndEachFurtherOneIsTwiceAsLongUpToTheLongest() {
    Duration expected = Duration.ofHours(1);
    for (int times = 1; times <= 10; times++) {
      misbehaveUntilBanned(MALLORY);
      Ban ban = judge.ban(MALLORY, now).orElseThrow();
      assertThat(ban.times()).isEqualTo(times);
      assertThat(Duration.between(ban.since(), ban.until())).isEqualTo(expected);
      pass(expected.minusNanos(1));
      assertThat(judge.ban(MALLORY, now)).isPresent();
      pass(Duration.ofNanos(1));
      assertThat(judge.ban(MALLORY, now)).isEmpty();
      Duration longest = Duration.ofDays(7);
      expected =
          expected.multipliedBy(2).compareTo(longest) > 0 ? longest : expected.plus(expected);
    }
    assertThat(expected).isEqualTo(Duration.ofDays(7));
  }

  @Test
  void longAfterItsEndABanIsForgotten() {
    misbehaveUntilBanned(MALLORY);
    pass(Duration.ofHours(1).plus(Duration.ofDays(7)));
    assertThat(judge.review(List.of(), nanos, now)).containsExactly(new Action.Keep());
    assertThat(judge.bans()).isEmpty();
    misbehaveUntilBanned(MALLORY);
    assertThat(judge.ban(MALLORY, now).orElseThrow().times()).isEqualTo(1);
  }

  @Test
  void afterABanAPeerIsOnProbation() {
    misbehaveUntilBanned(MALLORY);
    assertThat(judge.score(MALLORY, nanos)).isEqualTo(-50, within(1e-9));
  }

  @Test
  void aGossipScoreFarBelowTheGraylistThresholdLeadsToABanAndOneAtItDoesNot() {
    gossip.put(MALLORY, 1.0);
    assertThat(judge.score(MALLORY, nanos)).isEqualTo(-50, within(1e-9));
    assertThat(judge.review(List.of(MALLORY, ALICE), nanos, now)).isEmpty();
    gossip.put(MALLORY, 2.01);
    assertThat(events(judge.review(List.of(MALLORY, ALICE), nanos, now)))
        .containsExactly("p2p.peer.banned");
    assertThat(judge.ban(MALLORY, now)).isPresent();
  }

  @Test
  void aGoodGossipScoreBuysNothing() {
    gossip.put(MALLORY, -100.0);
    report(MALLORY, Offence.PROTOCOL_ERROR);
    assertThat(judge.score(MALLORY, nanos)).isEqualTo(-10, within(1e-9));
  }

  @Test
  void aPersonBansAndLifts() {
    List<Action> actions = judge.ban(ALICE, Duration.ofDays(2), "spam", now);
    assertThat(actions).contains(new Action.Keep());
    assertThat(events(actions)).containsExactly("p2p.peer.banned");
    Ban ban = judge.ban(ALICE, now).orElseThrow();
    assertThat(ban.byHand()).isTrue();
    assertThat(ban.until()).isEqualTo(now.plus(Duration.ofDays(2)));
    assertThat(events(judge.lift(ALICE, now))).containsExactly("p2p.peer.unbanned");
    assertThat(judge.ban(ALICE, now)).isEmpty();
    assertThat(judge.lift(ALICE, now)).isEmpty();
  }

  @Test
  void liftingForgivesWhatIsHeldAgainstThePeer() {
    misbehaveUntilBanned(MALLORY);
    judge.lift(MALLORY, now);
    assertThat(judge.score(MALLORY, nanos)).isZero();
    assertThat(judge.bans()).isEmpty();
  }

  @Test
  void bansOfAnEarlierRunHold() {
    misbehaveUntilBanned(MALLORY);
    List<Ban> kept = judge.bans();
    judge = judge(ReputationConfig.DEFAULT);
    judge.restore(kept, now);
    assertThat(judge.ban(MALLORY, now)).isPresent();
    pass(Duration.ofHours(1));
    misbehaveUntilBanned(MALLORY);
    assertThat(judge.ban(MALLORY, now).orElseThrow().times()).isEqualTo(2);
  }

  @Test
  void badSignaturesWithinAMinuteAreAnAttackAndAreToldOnce() {
    for (int i = 1; i <= 4; i++) {
      assertThat(events(report(MALLORY, Offence.BAD_SIGNATURE))).isEmpty();
    }
    assertThat(events(report(MALLORY, Offence.BAD_SIGNATURE)))
        .containsExactly("p2p.attack.signatures");
    assertThat(events(report(MALLORY, Offence.BAD_SIGNATURE))).containsExactly("p2p.peer.banned");
    assertThat(events(report(MALLORY, Offence.BAD_SIGNATURE))).isEmpty();
  }

  @Test
  void badSignaturesNowAndThenAreNoAttack() {
    for (int i = 0; i < 100; i++) {
      assertThat(events(report(MALLORY, Offence.BAD_SIGNATURE)))
          .doesNotContain("p2p.attack.signatures");
      pass(Duration.ofSeconds(20));
    }
  }

  @Test
  void whoConnectsAgainAndAgainIsToldOfAndPays() {
    for (int i = 1; i < 30; i++) {
      assertThat(judge.connected(MALLORY, FAR, true, nanos, now)).isEmpty();
      pass(Duration.ofSeconds(1));
    }
    assertThat(events(judge.connected(MALLORY, FAR, true, nanos, now)))
        .containsExactly("p2p.attack.churn");
    assertThat(judge.score(MALLORY, nanos)).isEqualTo(-10, within(1e-9));
    assertThat(judge.connected(MALLORY, FAR, true, nanos, now)).isEmpty();
  }

  @Test
  void connectionsThatThisNodeMadeDoNotCount() {
    for (int i = 0; i < 100; i++) {
      assertThat(judge.connected(ALICE, FAR, false, nanos, now)).isEmpty();
    }
  }

  @Test
  void manyIdsFromOnePrefixCloseItForAWhile() {
    for (int i = 1; i < 32; i++) {
      Multiaddr each = Multiaddr.parse("/ip4/203.0.113.%d/tcp/4001".formatted(i / 8));
      assertThat(judge.connected(peer(i), each, true, nanos, now)).isEmpty();
    }
    assertThat(judge.refuses(FAR, now)).isEmpty();
    Multiaddr neighbour = Multiaddr.parse("/ip4/203.0.113.250/tcp/9");
    assertThat(events(judge.connected(peer(99), neighbour, true, nanos, now)))
        .containsExactly("p2p.attack.prefix");
    assertThat(judge.refuses(FAR, now).orElseThrow())
        .contains("203.0.113.0/24", "p2p.reputation.attack.prefix.refusal");
    assertThat(judge.refuses(Multiaddr.parse("/ip4/203.0.114.7/tcp/4001"), now)).isEmpty();
    pass(Duration.ofMinutes(10));
    assertThat(judge.refuses(FAR, now)).isEmpty();
  }

  @Test
  void whoHasOneAddressClosesThatAndNotTheDoorsOfHisNeighbours() {
    Multiaddr neighbour = Multiaddr.parse("/ip4/203.0.113.250/tcp/9");
    List<String> told = new ArrayList<>();
    for (int i = 1; i <= 1_000; i++) {
      told.addAll(events(judge.connected(peer(i), FAR, true, nanos, now)));
    }
    assertThat(told).containsExactly("p2p.attack.prefix");
    assertThat(judge.refuses(FAR, now).orElseThrow()).contains("/32");
    assertThat(judge.refuses(neighbour, now)).isEmpty();
    pass(Duration.ofMinutes(10));
    assertThat(judge.refuses(FAR, now)).isEmpty();
  }

  @Test
  void onePeerThatComesOftenIsNotMany() {
    for (int i = 0; i < 29; i++) {
      assertThat(judge.connected(MALLORY, FAR, true, nanos, now)).isEmpty();
      pass(Duration.ofSeconds(10));
    }
  }

  @Test
  void thisMachineIsNeverClosed() {
    for (String text :
        List.of("/ip4/127.0.0.9/tcp/1", "/ip6/::1/tcp/1", "/ip6/::ffff:127.0.0.1/tcp/1")) {
      Multiaddr loopback = Multiaddr.parse(text);
      for (int i = 0; i < 100; i++) {
        judge.connected(peer(i), loopback, true, nanos, now);
      }
      assertThat(judge.refuses(loopback, now)).as(text).isEmpty();
    }
  }

  @Test
  void harmlessStrangersDoNotWashOutTheBadOnes() {
    int room = ReputationConfig.DEFAULT.maxPeers();
    report(MALLORY, Offence.BAD_SIGNATURE);
    for (int i = 0; i < room + 1_000; i++) {
      report(peer(1_000 + i), Offence.UNRESPONSIVE);
    }
    assertThat(judge.score(MALLORY, nanos)).isEqualTo(-20, within(1e-9));
    assertThat(judge.offenders(nanos)).hasSize(room);
    assertThat(metrics.refusals("p2p.reputation.max.peers")).isEqualTo(1_001);
  }

  @Test
  void theListOfBansIsBoundedAndWhatEndsFirstIsForgottenFirst() {
    ReputationConfig d = ReputationConfig.DEFAULT;
    judge =
        judge(
            new ReputationConfig(
                d.costs(),
                d.halfLife(),
                0.5,
                -100,
                d.banFirst(),
                d.banLongest(),
                d.banMemory(),
                10,
                2,
                5,
                30,
                32,
                d.prefixRefusal()));
    judge.ban(peer(1), Duration.ofHours(3), "", now);
    judge.ban(peer(2), Duration.ofHours(1), "", now);
    judge.ban(peer(3), Duration.ofHours(2), "", now);
    assertThat(judge.bans()).extracting(Ban::peer).containsExactly(peer(1), peer(3));
  }

  @Test
  void whatIsSeenIsKeptShort() {
    judge.ban(MALLORY, Duration.ofHours(1), "x".repeat(10_000), now);
    assertThat(judge.ban(MALLORY, now).orElseThrow().reason()).hasSize(201);
  }

  @Test
  void settingsThatMakeNoSenseAreRefusedByTheirKey() {
    ReputationConfig d = ReputationConfig.DEFAULT;
    assertThatThrownBy(
            () ->
                new ReputationConfig(
                    d.costs(),
                    d.halfLife(),
                    0.5,
                    5,
                    d.banFirst(),
                    d.banLongest(),
                    d.banMemory(),
                    10,
                    2,
                    5,
                    30,
                    32,
                    d.prefixRefusal()))
        .hasMessageContaining("p2p.reputation.ban.threshold is 5.0; it must be negative");
  }
}

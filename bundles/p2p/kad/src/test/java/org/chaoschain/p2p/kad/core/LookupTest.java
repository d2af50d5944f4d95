// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chaoschain.p2p.kad.core.Fixture.near;
import static org.chaoschain.p2p.kad.core.Fixture.peer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.kad.core.Lookup.Settings;
import org.junit.jupiter.api.Test;

class LookupTest {
  private static final KadKey SELF = KadKey.of(Fixture.id(-1));
  private static final KadKey TARGET = KadKey.of(Fixture.id(-2));
  private static final Settings K = Settings.DEFAULT;

  /** A network of routing tables that were filled by meeting everybody. */
  private static final class Network {
    final Map<PeerId, KadPeer> peers = new LinkedHashMap<>();
    final Map<PeerId, RoutingTable> tables = new HashMap<>();

    Network(Random random, int size) {
      for (int i = 0; i < size; i++) {
        KadPeer peer = KadPeer.of(Fixture.randomId(random), List.of());
        peers.put(peer.id(), peer);
      }
      for (KadPeer one : peers.values()) {
        RoutingTable table = new RoutingTable(one.key(), RoutingTable.Settings.DEFAULT);
        peers.values().forEach(other -> table.offer(other, 0));
        tables.put(one.id(), table);
      }
    }

    /** What the peers answer: the closest 20 in their tables, without who asks. */
    BiFunction<PeerId, KadKey, List<KadPeer>> answersTo(KadPeer asking) {
      return (asked, target) ->
          tables.get(asked).closest(target, 21).stream()
              .filter(peer -> !peer.id().equals(asking.id()))
              .limit(20)
              .toList();
    }
  }

  /** Runs a lookup to its end; who is not alive fails. */
  private static void run(
      Lookup lookup, BiFunction<PeerId, KadKey, List<KadPeer>> answers, Predicate<PeerId> alive) {
    Deque<KadPeer> underWay = new ArrayDeque<>();
    for (int i = 0; i < 100_000; i++) {
      underWay.addAll(lookup.next());
      if (lookup.done() || underWay.isEmpty()) {
        return;
      }
      PeerId asked = underWay.poll().id();
      if (alive.test(asked)) {
        lookup.answered(asked, List.of(), answers.apply(asked, lookup.target()));
      } else {
        lookup.failed(asked);
      }
    }
    throw new AssertionError("it does not end");
  }

  @Property(tries = 25)
  void itFindsTheClosestThatCountingAllWouldFind(
      @ForAll Random random,
      @ForAll @IntRange(min = 1, max = 200) int size,
      @ForAll @IntRange(min = 1, max = 4) int paths) {
    Network network = new Network(random, size);
    List<KadPeer> all = List.copyOf(network.peers.values());
    KadPeer from = all.get(random.nextInt(size));
    KadKey target = KadKey.of(Fixture.randomId(random));
    List<KadPeer> seeds = network.tables.get(from.id()).closest(target, 20);
    Lookup lookup = new Lookup(from.key(), target, K.withPaths(paths), seeds);
    run(lookup, network.answersTo(from), peer -> true);
    List<KadPeer> others = new ArrayList<>(all);
    others.remove(from);
    List<KadPeer> expected = Fixture.sorted(others, target);
    assertThat(lookup.closest()).isEqualTo(expected.subList(0, Math.min(20, expected.size())));
    assertThat(lookup.requests()).isLessThanOrEqualTo(size);
  }

  @Property(tries = 25)
  void theDeadAreLeftOutAndTheOthersFoundAllTheSame(@ForAll Random random) {
    Network network = new Network(random, 150);
    Set<PeerId> dead = new HashSet<>();
    network.peers.keySet().stream().filter(p -> random.nextInt(4) == 0).forEach(dead::add);
    KadPeer from = network.peers.values().iterator().next();
    Lookup lookup =
        new Lookup(from.key(), TARGET, K, network.tables.get(from.id()).closest(TARGET, 20));
    run(lookup, network.answersTo(from), peer -> !dead.contains(peer));
    List<KadPeer> living =
        network.peers.values().stream()
            .filter(p -> !dead.contains(p.id()) && !p.equals(from))
            .toList();
    List<KadPeer> expected = Fixture.sorted(living, TARGET);
    // an answer names 20 peers, also dead ones, since nobody has cleaned its table
    List<KadPeer> named =
        Fixture.sorted(List.copyOf(network.peers.values()), TARGET).subList(0, 20);
    int sure = Math.min(10, (int) named.stream().filter(living::contains).count());
    assertThat(lookup.closest()).startsWith(expected.subList(0, sure).toArray(KadPeer[]::new));
    assertThat(lookup.closest())
        .doesNotContainAnyElementsOf(dead.stream().map(network.peers::get).toList());
  }

  @Test
  void noMoreThanAlphaAreAskedAtOnce() {
    List<KadPeer> seeds = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      seeds.add(peer(i));
    }
    Lookup lookup = new Lookup(SELF, TARGET, K, seeds);
    List<KadPeer> asked = lookup.next();
    assertThat(asked).isEqualTo(Fixture.sorted(seeds, TARGET).subList(0, 3));
    assertThat(lookup.next()).isEmpty();
    lookup.failed(asked.get(1).id());
    assertThat(lookup.next()).hasSize(1);
  }

  @Test
  void itEndsOnceTheBetaClosestHaveAnswered() {
    List<KadPeer> seeds = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      seeds.add(peer(i));
    }
    Lookup lookup = new Lookup(SELF, TARGET, K.withBeta(3), seeds);
    List<KadPeer> asked = lookup.next();
    lookup.answered(asked.get(0).id(), List.of(), List.of());
    lookup.answered(asked.get(2).id(), List.of(), List.of());
    assertThat(lookup.done()).isFalse();
    lookup.answered(asked.get(1).id(), List.of(), List.of());
    assertThat(lookup.done()).isTrue();
    assertThat(lookup.next()).isEmpty();
  }

  @Test
  void withoutSeedsItHasEnded() {
    Lookup lookup = new Lookup(SELF, TARGET, K, List.of());
    assertThat(lookup.next()).isEmpty();
    assertThat(lookup.done()).isTrue();
    assertThat(lookup.closest()).isEmpty();
  }

  @Test
  void anAnswerThatNobodyWaitsForIsIgnored() {
    Lookup lookup = new Lookup(SELF, TARGET, K, List.of(peer(1)));
    assertThat(lookup.answered(peer(1).id(), List.of(), List.of(peer(2)))).isFalse();
    KadPeer asked = lookup.next().get(0);
    lookup.failed(asked.id());
    assertThat(lookup.answered(asked.id(), List.of(), List.of(peer(2)))).isFalse();
    assertThat(lookup.answered(peer(9).id(), List.of(), List.of(peer(2)))).isFalse();
    assertThat(lookup.done()).isTrue();
    assertThat(lookup.closest()).isEmpty();
  }

  @Test
  void thisNodeIsNeverAskedAndAPeerThatNamesOnlyItselfLeadsNowhere() {
    KadPeer self = KadPeer.of(Fixture.id(-1), List.of());
    Lookup lookup = new Lookup(SELF, TARGET, K, List.of(self, peer(1)));
    assertThat(lookup.next()).containsExactly(peer(1));
    lookup.answered(peer(1).id(), List.of(), List.of(self, peer(1)));
    assertThat(lookup.next()).isEmpty();
    assertThat(lookup.done()).isTrue();
    assertThat(lookup.closest()).containsExactly(peer(1));
  }

  @Test
  void ofAnAnswerNoMoreIsTakenThanKAndOne() {
    Lookup lookup = new Lookup(SELF, TARGET, K, List.of(peer(0)));
    lookup.next();
    List<KadPeer> many = new ArrayList<>();
    for (int i = 1; i <= 1_000; i++) {
      many.add(peer(i));
    }
    lookup.answered(peer(0).id(), List.of(), many);
    assertThat(many.stream().filter(p -> lookup.hop(p.id()) > 0)).hasSize(21);
    assertThat(lookup.dropped()).isEqualTo(1);
  }

  @Test
  void candidatesAreBoundedAndTheFarthestLeaves() {
    Settings narrow = new Settings(1, 4, 4, 1, 6, 100, 3, false);
    List<KadPeer> seeds = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      seeds.add(peer(i));
    }
    Lookup lookup = new Lookup(SELF, TARGET, narrow, seeds);
    assertThat(lookup.dropped()).isEqualTo(24);
    List<KadPeer> kept = seeds.stream().filter(p -> lookup.hop(p.id()) > 0).toList();
    assertThat(Fixture.sorted(kept, TARGET)).isEqualTo(Fixture.sorted(seeds, TARGET).subList(0, 6));
  }

  @Test
  void requestsAreBoundedHoweverManyCloserPeersAreMadeUp() {
    Settings bounded = new Settings(3, 20, 20, 1, 256, 30, 3, false);
    Lookup lookup = new Lookup(SELF, TARGET, bounded, List.of(peer(0)));
    Random random = new Random(7);
    run(
        lookup,
        (asked, target) -> {
          // always somebody new and closer
          List<KadPeer> closer = new ArrayList<>();
          for (int i = 0; i < 20; i++) {
            closer.add(KadPeer.of(Fixture.randomId(random), List.of()));
          }
          return closer;
        },
        peer -> true);
    assertThat(lookup.requests()).isEqualTo(30);
    assertThat(lookup.done()).isTrue();
  }

  @Test
  void pathsShareNoPeerSoThatALiarSpoilsOnlyItsOwn() {
    // two seeds: a liar that only names accomplices, and an honest one that knows the way
    KadPeer liar = near(TARGET, 2, 0);
    KadPeer honest = near(TARGET, 1, 1_000);
    KadPeer goal = near(TARGET, 9, 2_000);
    Lookup lookup = new Lookup(SELF, TARGET, K.withPaths(2), List.of(liar, honest));
    assertThat(lookup.paths()).isEqualTo(2);
    Set<PeerId> accomplices = new HashSet<>();
    run(
        lookup,
        (asked, target) -> {
          if (asked.equals(honest.id())) {
            return List.of(goal);
          }
          if (asked.equals(liar.id()) || accomplices.contains(asked)) {
            KadPeer next = near(TARGET, 3, 10_000 + 100 * accomplices.size());
            accomplices.add(next.id());
            return accomplices.size() < 40 ? List.of(next) : List.of();
          }
          return List.of();
        },
        peer -> true);
    assertThat(lookup.closest().get(0)).isEqualTo(goal);
    assertThat(lookup.hop(goal.id())).isEqualTo(2);
    assertThat(lookup.hops()).isEqualTo(2);
  }

  @Test
  void idsMadeToBeCloseDoNotCrowdOutTheOthersUnlessTheyHaveManyNetworks() {
    List<KadPeer> sybils = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      sybils.add(near(TARGET, 8, 10_000 + 3_000 * i, "/ip4/203.0.113.%d/tcp/1".formatted(i)));
    }
    List<KadPeer> honest = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      honest.add(peer(i));
    }
    List<KadPeer> seeds = new ArrayList<>(sybils);
    seeds.addAll(honest);
    Lookup lookup = new Lookup(SELF, TARGET, K, seeds);
    run(lookup, (asked, target) -> List.of(), peer -> true);
    List<KadPeer> closest = new ArrayList<>(lookup.closest());
    assertThat(closest).hasSize(20);
    closest.retainAll(sybils);
    assertThat(closest).hasSize(K.maxPerPrefix());
  }

  @Test
  void whereAPeerWasReachedCountsNotWhatWasSaidOfIt() {
    // each sybil claims a network of its own, and is then reached in the same one
    List<KadPeer> sybils = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      sybils.add(near(TARGET, 8, 10_000 + 3_000 * i, "/ip4/50.%d.0.1/tcp/1".formatted(i)));
    }
    List<KadPeer> seeds = new ArrayList<>(sybils);
    for (int i = 0; i < 25; i++) {
      seeds.add(peer(i));
    }
    Lookup lookup = new Lookup(SELF, TARGET, K, seeds);
    KadPeer real = peer(0, "/ip4/203.0.113.1/tcp/9");
    for (List<KadPeer> asked = lookup.next(); !asked.isEmpty(); asked = lookup.next()) {
      for (KadPeer peer : asked) {
        lookup.answered(
            peer.id(), sybils.contains(peer) ? real.addresses() : peer.addresses(), List.of());
      }
    }
    List<KadPeer> closest = new ArrayList<>(lookup.closest());
    assertThat(closest).hasSize(20);
    closest.retainAll(sybils);
    assertThat(closest).hasSize(K.maxPerPrefix());
  }

  @Test
  void aFalseHintDoesNotMakeAnHonestPeerCountAsASybil() {
    KadPeer victim = near(TARGET, 9, 0, "/ip4/60.1.0.1/tcp/1");
    KadPeer smeared = victim.withAddresses(peer(0, "/ip4/203.0.113.99/tcp/1").addresses());
    List<KadPeer> seeds = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      seeds.add(near(TARGET, 10, 10_000 + 3_000 * i, "/ip4/203.0.113.%d/tcp/1".formatted(i)));
    }
    KadPeer honest = peer(5);
    seeds.add(honest);
    Lookup lookup = new Lookup(SELF, TARGET, K, seeds);
    run(
        lookup,
        (asked, target) ->
            asked.equals(honest.id())
                ? List.of(victim)
                : asked.equals(victim.id()) ? List.of() : List.of(smeared),
        peer -> true);
    assertThat(lookup.closest().stream().map(KadPeer::id)).contains(victim.id());
  }
}

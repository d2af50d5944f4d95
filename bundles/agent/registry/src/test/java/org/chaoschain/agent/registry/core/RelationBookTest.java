// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.registry.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.chaoschain.agent.registry.core.RelationBook.Changes;
import org.chaoschain.agent.registry.core.RelationBook.Step;
import org.chaoschain.agent.registry.core.TrustBook.Pair;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.Relations;
import org.chaoschain.api.agent.Relations.Alliance;
import org.chaoschain.api.agent.Relations.State;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Content.Alliance.Action;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelationBookTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<Action> ACTIONS = List.of(Action.values());
  private static final AgentId ALICE = agent(1);
  private static final AgentId BOB = agent(2);

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final RelationBook book = book(8, 4, 8);
  private Instant now = START;

  private RelationBook book(int alliances, int ofProposer, int trust) {
    return book(alliances, ofProposer, trust, trust);
  }

  private RelationBook book(int alliances, int ofProposer, int trust, int ofAgent) {
    return new RelationBook(
        metrics.limit("agent.registry.max.alliances", alliances, "alliances"),
        metrics.limit("agent.registry.max.alliances.per.agent", ofProposer, "alliances"),
        metrics.limit("agent.registry.max.trust", trust, "figures"),
        metrics.limit("agent.registry.max.trust.per.agent", ofAgent, "figures"));
  }

  private static AgentId agent(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) number;
    return new AgentId(Bytes.wrap(key));
  }

  private static Step step(AgentId from, AgentId to, String id, Action action, Instant at) {
    return new Step(from, to, new Content.Alliance(id, action, "terms of " + id), at);
  }

  private Changes says(AgentId from, AgentId to, String id, Action action) {
    now = now.plusSeconds(1);
    return book.apply(step(from, to, id, action, now), now);
  }

  private List<State> states() {
    return book.alliances().stream().map(Alliance::state).toList();
  }

  @Test
  void anAllianceIsOfferedTakenAndEnded() {
    says(ALICE, BOB, "x", Action.PROPOSE);
    assertThat(states()).containsExactly(State.PROPOSED);
    says(BOB, ALICE, "x", Action.ACCEPT);
    assertThat(states()).containsExactly(State.ACTIVE);
    assertThat(book.trust(ALICE, BOB, now)).isEqualTo(10);
    assertThat(book.trust(BOB, ALICE, now)).isEqualTo(10);
    says(BOB, ALICE, "x", Action.DISSOLVE);
    assertThat(states()).containsExactly(State.DISSOLVED);
    assertThat(book.trust(ALICE, BOB, now)).isEqualTo(-10);
    assertThat(book.trust(BOB, ALICE, now)).isEqualTo(10);
    assertThat(book.alliances().get(0).terms()).isEqualTo("terms of x");
  }

  @Test
  void anOfferIsDeclinedOrTakenBack() {
    says(ALICE, BOB, "x", Action.PROPOSE);
    says(BOB, ALICE, "x", Action.REJECT);
    assertThat(states()).containsExactly(State.REJECTED);
    assertThat(book.trust(ALICE, BOB, now)).isEqualTo(-2);
    says(ALICE, BOB, "x", Action.PROPOSE);
    says(ALICE, BOB, "x", Action.DISSOLVE);
    assertThat(states()).containsExactly(State.DISSOLVED);
    assertThat(book.trust(ALICE, BOB, now)).isEqualTo(-2);
  }

  @Test
  void aStepThatDoesNotFitIsIgnored() {
    assertThat(says(BOB, ALICE, "x", Action.ACCEPT).isEmpty()).isTrue();
    assertThat(says(BOB, ALICE, "x", Action.DISSOLVE).isEmpty()).isTrue();
    assertThat(says(ALICE, ALICE, "x", Action.PROPOSE).isEmpty()).isTrue();
    says(ALICE, BOB, "x", Action.PROPOSE);
    assertThat(says(ALICE, BOB, "x", Action.ACCEPT).isEmpty()).as("one's own offer").isTrue();
    assertThat(says(agent(3), ALICE, "x", Action.ACCEPT).isEmpty()).as("a stranger").isTrue();
    assertThat(says(BOB, ALICE, "x", Action.DISSOLVE).isEmpty()).as("only an offer").isTrue();
    assertThat(states()).containsExactly(State.PROPOSED);
  }

  @Test
  void aMessageThatIsSeenAgainCountsOnce() {
    Step offer = step(ALICE, BOB, "x", Action.PROPOSE, START);
    Step taken = step(BOB, ALICE, "x", Action.ACCEPT, START.plusSeconds(1));
    Step ended = step(ALICE, BOB, "x", Action.DISSOLVE, START.plusSeconds(2));
    List.of(offer, taken, ended).forEach(each -> book.apply(each, now));
    int before = book.trust(BOB, ALICE, now);
    for (Step again : List.of(offer, taken, ended, offer, taken)) {
      assertThat(book.apply(again, now).isEmpty()).isTrue();
    }
    assertThat(states()).containsExactly(State.DISSOLVED);
    assertThat(book.trust(BOB, ALICE, now)).isEqualTo(before);
  }

  @Test
  void trustHalvesInThirtyDays() {
    says(ALICE, BOB, "x", Action.PROPOSE);
    says(BOB, ALICE, "x", Action.ACCEPT);
    assertThat(book.trust(ALICE, BOB, now.plus(Duration.ofDays(30)))).isEqualTo(5);
    assertThat(book.trust(ALICE, BOB, now.plus(Duration.ofDays(365)))).isZero();
    assertThat(book.trust(ALICE, BOB, now.minusSeconds(60))).as("a clock set back").isEqualTo(10);
  }

  @Test
  void aProposerThatFloodsPushesOutItsOwnOnly() {
    says(BOB, ALICE, "kept", Action.PROPOSE);
    for (int i = 0; i < 100; i++) {
      says(ALICE, agent(3 + i % 50), "flood" + i, Action.PROPOSE);
    }
    assertThat(book.alliances()).hasSize(5);
    assertThat(book.alliances().stream().filter(a -> a.proposer().equals(BOB))).hasSize(1);
    assertThat(metrics.refusals("agent.registry.max.alliances.per.agent")).isEqualTo(96);
  }

  /** Identities cost nothing: each offer of the flood is of another agent. */
  @Test
  void aFloodOfOffersNeverPushesOutWhatWasAgreed() {
    says(ALICE, BOB, "agreed", Action.PROPOSE);
    says(BOB, ALICE, "agreed", Action.ACCEPT);
    for (int i = 3; i < 120; i++) {
      says(agent(i), ALICE, "flood", Action.PROPOSE);
    }
    assertThat(book.alliances()).hasSize(8);
    assertThat(book.alliances().stream().map(Alliance::id)).contains("agreed");
    for (int i = 3; i < 120; i++) {
      says(ALICE, agent(i), "flood", Action.ACCEPT);
    }
    assertThat(states()).doesNotContain(State.PROPOSED);
    says(agent(120), ALICE, "late", Action.PROPOSE);
    assertThat(book.alliances().stream().map(Alliance::id))
        .contains("agreed")
        .doesNotContain("late");
  }

  @Test
  void whatHasEndedIsForgottenFirst() {
    says(ALICE, BOB, "a", Action.PROPOSE);
    says(ALICE, BOB, "b", Action.PROPOSE);
    says(BOB, ALICE, "b", Action.REJECT);
    says(ALICE, BOB, "c", Action.PROPOSE);
    says(ALICE, BOB, "d", Action.PROPOSE);
    says(ALICE, BOB, "e", Action.PROPOSE);
    assertThat(book.alliances().stream().map(Alliance::id)).containsExactly("e", "d", "c", "a");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverIsSaidTheBookStaysWithinItsBounds(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RelationBook restored = book(8, 4, 8);
    for (int i = 0; i < 20_000; i++) {
      AgentId from = agent(random.nextInt(5));
      AgentId to = agent(random.nextInt(5));
      Action action = ACTIONS.get(random.nextInt(4));
      Instant said = START.plusSeconds(random.nextInt(20_000));
      now = now.plusSeconds(random.nextInt(3_600));
      book.apply(step(from, to, "x" + random.nextInt(3), action, said), now);
      assertThat(book.alliances()).as("seed %d, step %d", seed, i).hasSizeLessThanOrEqualTo(8);
      assertThat(book.figures()).isLessThanOrEqualTo(8);
      assertThat(Math.abs(book.trust(from, to, now))).isLessThanOrEqualTo(Relations.MAX_TRUST);
    }
    List<Alliance> all = book.alliances();
    for (int i = all.size() - 1; i >= 0; i--) {
      Alliance each = all.get(i);
      AllianceKey key = new AllianceKey(each.proposer(), each.partner(), each.id());
      RelationForm.restore(
          RelationForm.key(key), RelationForm.value(book.entry(key).orElseThrow()), restored);
    }
    assertThat(restored.alliances()).as("seed %d", seed).isEqualTo(all);
  }

  private static void agree(RelationBook with, AgentId from, AgentId to, Instant at) {
    with.apply(step(from, to, "x", Action.PROPOSE, at), at);
    with.apply(step(to, from, "x", Action.ACCEPT, at), at);
  }

  /** Identities cost nothing: each is declined or agreed with once. */
  @Test
  void manyIdsPushOutNothingThatIsKnownOfOthers() {
    RelationBook crowded = book(500, 500, 64, 16);
    agree(crowded, ALICE, BOB, START);
    AgentId busy = agent(3);
    for (int i = 4; i < 200; i++) {
      Instant at = START.plusSeconds(i);
      agree(crowded, agent(i), busy, at);
    }
    assertThat(crowded.trust(ALICE, BOB, START)).isEqualTo(10);
    assertThat(crowded.trust(BOB, ALICE, START)).isEqualTo(10);
    assertThat(crowded.figures()).isEqualTo(2 + 16);
    assertThat(metrics.refusals("agent.registry.max.trust.per.agent")).isEqualTo(2 * 196 - 16);
  }

  @Test
  void whatSaysLeastIsForgottenFirstAlsoWhenTheBookIsFull() {
    RelationBook full = book(500, 500, 4, 4);
    agree(full, ALICE, BOB, START);
    full.apply(step(BOB, ALICE, "x", Action.DISSOLVE, START.plusSeconds(1)), START.plusSeconds(1));
    for (int i = 3; i < 100; i++) {
      Instant at = START.plusSeconds(i);
      full.apply(step(agent(i), BOB, "y", Action.PROPOSE, at), at);
      Changes changes = full.apply(step(BOB, agent(i), "y", Action.REJECT, at), at);
      assertThat(changes.trust()).hasSizeLessThanOrEqualTo(2);
    }
    assertThat(full.trust(ALICE, BOB, START)).isEqualTo(-10);
    assertThat(full.trust(BOB, ALICE, START)).isEqualTo(10);
    assertThat(full.trust(agent(99), BOB, START.plusSeconds(99))).as("the youngest").isEqualTo(-2);
    assertThat(full.figures()).isEqualTo(4);
  }

  @Test
  void trustIsKeptAndWhatIsNoEntryIsRefused() {
    says(ALICE, BOB, "x", Action.PROPOSE);
    says(BOB, ALICE, "x", Action.ACCEPT);
    Pair pair = new Pair(ALICE, BOB);
    Bytes value = RelationForm.value(book.figure(pair).orElseThrow());
    RelationBook restored = book(8, 4, 8);
    RelationForm.restore(RelationForm.key(pair), value, restored);
    assertThat(restored.trust(ALICE, BOB, now)).isEqualTo(10);
    for (Bytes key :
        List.of(Bytes.EMPTY, Bytes.copyOf(RelationForm.TRUST), Bytes.wrap(new byte[65]))) {
      assertThatThrownBy(() -> RelationForm.restore(key, value, restored))
          .isInstanceOf(IllegalArgumentException.class);
    }
    byte[] state = new byte[25];
    state[0] = 9;
    Bytes key = RelationForm.key(new AllianceKey(ALICE, BOB, "x"));
    assertThatThrownBy(() -> RelationForm.restore(key, Bytes.wrap(state), restored))
        .hasMessageContaining("9");
  }
}

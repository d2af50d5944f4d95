// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

/** What is remembered of the messages that came, for how long, and how many. */
class SeenMessagesTest {
  private static final int MOST = 5;
  private static final int LIFE = 40;
  private static final DigestKey KEY =
      new DigestKey(Bytes.fromHex("000102030405060708090a0b0c0d0e0f"));
  private static final Refused BAD = new Refused(Refusal.SIGNATURE, "it does not verify", true);
  private static final Refused FULL = new Refused(Refusal.BUSY, "the queue is full", false);

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final SeenMessages seen = seen(metrics);

  private static SeenMessages seen(RecordedMetrics metrics) {
    return new SeenMessages(
        metrics.limit("seen.max", MOST, "digests"), Duration.ofNanos(LIFE), KEY);
  }

  /** After a while the message with a digest comes, and at once or never has an outcome. */
  record Step(int digest, int pause, int end) {}

  private record Remembered(long until, CompletableFuture<Outcome> outcome) {}

  @Property(tries = 2000)
  void it_answers_as_a_plain_linked_map_would(@ForAll("scripts") List<Step> script) {
    RecordedMetrics ownMetrics = new RecordedMetrics();
    SeenMessages tested = seen(ownMetrics);
    Map<Bytes, Remembered> model = new LinkedHashMap<>();
    long now = Long.MAX_VALUE - 500; // a clock that never steps back may wrap
    int pushedOut = 0;
    for (Step step : script) {
      now += step.pause;
      Iterator<Remembered> oldestFirst = model.values().iterator();
      while (oldestFirst.hasNext() && now - oldestFirst.next().until >= 0) {
        oldestFirst.remove();
      }
      Bytes digest = digest(step.digest);
      CompletableFuture<Outcome> outcome = new CompletableFuture<>();
      Optional<CompletableFuture<Outcome>> first = tested.claim(digest, outcome, now);
      Remembered known = model.get(digest);
      assertThat(first.isPresent()).isEqualTo(known != null);
      if (known != null) {
        assertThat(first.get().isDone()).isEqualTo(known.outcome.isDone());
        assertThat(kind(first.get())).isEqualTo(kind(known.outcome));
        continue;
      }
      if (model.size() == MOST) {
        model.remove(model.keySet().iterator().next());
        pushedOut++;
      }
      model.put(digest, new Remembered(now + LIFE, outcome));
      switch (step.end) {
        case 0 -> outcome.complete(Taken.ACCEPTED);
        case 1 -> outcome.complete(BAD);
        case 2 -> {
          outcome.complete(FULL);
          model.remove(digest);
        }
        default -> {}
      }
      assertThat(tested.size()).isEqualTo(model.size());
    }
    assertThat(ownMetrics.refusals("seen.max")).isEqualTo(pushedOut);
  }

  private static String kind(CompletableFuture<Outcome> outcome) {
    Outcome ended = outcome.getNow(null);
    if (ended instanceof Refused refused) {
      return refused.refusal() + " " + refused.senderAtFault();
    }
    return ended == null ? "on its way" : "taken";
  }

  @Provide
  Arbitrary<List<Step>> scripts() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 9),
            Arbitraries.integers().between(0, 15),
            Arbitraries.integers().between(0, 3))
        .as(Step::new)
        .list()
        .ofMaxSize(200);
  }

  private static Bytes digest(int number) {
    return Bytes.wrap(ByteBuffer.allocate(32).putInt(28, number).array());
  }

  @Test
  void a_copy_of_a_message_on_its_way_learns_what_becomes_of_it() {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    assertThat(seen.claim(digest(1), outcome, 0)).isEmpty();
    CompletableFuture<Outcome> first =
        seen.claim(digest(1), new CompletableFuture<>(), 1).orElseThrow();
    assertThat(first).isNotDone();
    outcome.complete(BAD);
    assertThat(first).isCompletedWithValue(BAD);
  }

  @Test
  void a_copy_of_a_refused_message_is_refused_for_the_same_kind_of_reason() {
    assertThat(seen.claim(digest(1), CompletableFuture.completedFuture(BAD), 0)).isEmpty();
    Outcome again =
        seen.claim(digest(1), new CompletableFuture<>(), 1).orElseThrow().getNow(Taken.PARKED);
    assertThat(again)
        .isEqualTo(
            new Refused(
                Refusal.SIGNATURE, "the same bytes were refused here before: SIGNATURE", true));
  }

  @Test
  void what_was_pushed_out_on_its_way_may_come_again_and_its_end_changes_nothing() {
    CompletableFuture<Outcome> old = new CompletableFuture<>();
    seen.claim(digest(0), old, 0);
    for (int i = 1; i <= MOST; i++) {
      seen.claim(digest(i), new CompletableFuture<>(), 0);
    }
    CompletableFuture<Outcome> fresh = new CompletableFuture<>();
    assertThat(seen.claim(digest(0), fresh, 0)).isEmpty();
    old.complete(FULL);
    assertThat(seen.claim(digest(0), new CompletableFuture<>(), 0)).contains(fresh);
    fresh.complete(Taken.ACCEPTED);
    assertThat(seen.claim(digest(0), new CompletableFuture<>(), 0)).isPresent();
  }

  @Test
  void a_digest_that_is_remembered_from_before_is_a_duplicate() {
    seen.remember(digest(7), 0);
    seen.remember(digest(7), 1);
    assertThat(seen.size()).isEqualTo(1);
    assertThat(seen.claim(digest(7), new CompletableFuture<>(), 2).orElseThrow())
        .isCompletedWithValue(Taken.DUPLICATE);
  }
}

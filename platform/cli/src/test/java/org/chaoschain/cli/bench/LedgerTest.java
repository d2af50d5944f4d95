// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a benchmark finds when it compares what was accepted with what was handled. */
class LedgerTest {
  private final Ledger ledger = new Ledger();

  private void accepted(String... ids) {
    for (String id : ids) {
      ledger.answered(id + " ACCEPTED");
    }
  }

  /** A message that took from 10 times its place to 5 later. */
  private void handled(String generation, int place, String id) {
    ledger.handled(generation, place * 10 + " " + (place * 10 + 5) + " " + id);
  }

  @Test
  void each_accepted_message_handled_once_and_in_order_is_good() {
    accepted("0 0", "0 1", "1 0", "1 1");
    handled("1.0.0", 1, "0 0");
    handled("1.0.0", 2, "1 0");
    handled("1.0.1", 3, "0 1");
    handled("1.0.1", 4, "1 1");
    Ledger.Verdict verdict = ledger.compare();
    assertThat(verdict).isEqualTo(new Ledger.Verdict(4, 4, 0, 0, 0, 0, 0, 0, 2));
    assertThat(verdict.good()).isTrue();
    assertThat(ledger.problems()).isEmpty();
  }

  @Test
  void an_accepted_message_that_nobody_has_handled_is_lost() {
    accepted("0 0", "0 1");
    handled("1.0.0", 1, "0 0");
    Ledger.Verdict verdict = ledger.compare();
    assertThat(verdict.lost()).isEqualTo(1);
    assertThat(verdict.good()).isFalse();
    assertThat(ledger.problems()).singleElement().asString().contains("number=1");
  }

  @Test
  void a_message_that_two_generations_have_handled_is_duplicated() {
    accepted("0 0");
    handled("1.0.0", 1, "0 0");
    handled("1.0.1", 2, "0 0");
    assertThat(ledger.compare().duplicated()).isEqualTo(1);
  }

  @Test
  void a_later_message_that_was_handled_first_is_out_of_order() {
    accepted("0 0", "0 1");
    handled("1.0.0", 2, "0 0");
    handled("1.0.1", 1, "0 1");
    assertThat(ledger.compare().outOfOrder()).isEqualTo(1);
  }

  @Test
  void a_message_that_begins_before_the_one_before_it_has_ended_is_out_of_order() {
    accepted("0 0", "0 1");
    ledger.handled("1.0.0", "10 60 0 0");
    ledger.handled("1.0.1", "50 55 0 1");
    assertThat(ledger.compare().outOfOrder()).isEqualTo(1);
  }

  @Test
  void messages_of_several_senders_may_overlap() {
    accepted("0 0", "1 0");
    ledger.handled("1.0.0", "10 60 0 0");
    ledger.handled("1.0.1", "50 55 1 0");
    assertThat(ledger.compare().good()).isTrue();
  }

  @Test
  void a_refused_message_must_not_have_been_handled_and_one_without_an_answer_may() {
    accepted("0 0");
    ledger.answered("0 1 REFUSED the queue is full");
    ledger.answered("0 2 UNCERTAIN no answer");
    handled("1.0.0", 1, "0 0");
    handled("1.0.0", 2, "0 1");
    handled("1.0.0", 3, "0 2");
    Ledger.Verdict verdict = ledger.compare();
    assertThat(verdict.refused()).isEqualTo(1);
    assertThat(verdict.uncertain()).isEqualTo(1);
    assertThat(verdict.unexpected()).isEqualTo(1);
    assertThat(ledger.commonRefusal()).contains("1 times: the queue is full");
  }

  @Test
  void a_run_in_which_nothing_was_accepted_shows_nothing() {
    assertThat(ledger.compare().good()).isFalse();
  }

  @Test
  void the_first_line_of_a_generation_ties_its_clock_to_the_time_of_day() {
    ledger.handled("1.0.0", "# 1000 2026-01-01T00:00:00Z");
    assertThat(ledger.nanos(Instant.parse("2026-01-01T00:00:01Z"))).isEqualTo(1_000_001_000L);
  }
}

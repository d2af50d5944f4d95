// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.chaoschain.cli.demo.Ledger.NodeRecord;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

  private final Ledger ledger = new Ledger();

  private static BitSet nodes(int... numbers) {
    BitSet nodes = new BitSet();
    for (int number : numbers) {
      nodes.set(number);
    }
    return nodes;
  }

  private void record(int node, String state, String id, String type, long afterMs) {
    ledger.record(
        node,
        new NodeRecord(
            CREATED.plusMillis(afterMs),
            state,
            id,
            type,
            "ada",
            "",
            CREATED,
            "text",
            state.equals("parked"),
            ""));
  }

  @Test
  void aMessageIsDeliveredWhenEachNodeItIsForHasRecordedIt() throws InterruptedException {
    ledger.sent("m", nodes(1, 2));
    record(1, "delivered", "m", "agent", 5);
    assertThat(ledger.tally().delivered()).isZero();
    assertThat(ledger.awaitAll(Duration.ofMillis(1))).isFalse();
    record(2, "delivered", "m", "agent", 7);
    assertThat(ledger.tally().delivered()).isEqualTo(1);
    assertThat(ledger.awaitAll(Duration.ofMillis(1))).isTrue();
  }

  @Test
  void theRecordMayComeBeforeTheSendersAnswer() {
    record(1, "delivered", "m", "agent", 5);
    ledger.sent("m", nodes(1));
    assertThat(ledger.tally().delivered()).isEqualTo(1);
  }

  @Test
  void whatASendersNodeRecordsOfItselfDoesNotCount() {
    ledger.sent("m", nodes(1));
    record(0, "sent", "m", "agent", 0);
    record(0, "delivered", "m", "agent", 0);
    assertThat(ledger.tally().delivered()).isZero();
  }

  @Test
  void aSecondDeliveryOnOneNodeIsADuplicate() {
    ledger.sent("m", nodes(1, 2));
    record(1, "delivered", "m", "agent", 5);
    record(1, "delivered", "m", "agent", 6);
    record(2, "delivered", "m", "agent", 6);
    assertThat(ledger.tally().duplicates()).isEqualTo(1);
  }

  @Test
  void aMessageThatWaitedForItsPluginCountsOnceAndItsLatencyEndsAtItsArrival() {
    ledger.sent("m", nodes(1, 2));
    record(1, "parked", "m", "extension/ascii-meme", 10);
    record(2, "parked", "m", "extension/ascii-meme", 10);
    assertThat(ledger.tally().delivered()).isZero();
    record(1, "delivered", "m", "extension/ascii-meme", 5_000);
    record(2, "delivered", "m", "extension/ascii-meme", 5_000);
    Ledger.Tally tally = ledger.tally();
    assertThat(tally.delivered()).isEqualTo(1);
    assertThat(tally.parkedThenDelivered()).isEqualTo(1);
    assertThat(tally.fallbacks()).isEqualTo(2);
    assertThat(tally.rendered()).isEqualTo(2);
    assertThat(tally.p99()).isEqualTo(10);
  }

  @Test
  void percentilesAreThoseOfTheNearestRank() {
    for (int i = 1; i <= 100; i++) {
      record(1, "delivered", "m" + i, "agent", i);
    }
    assertThat(ledger.tally().p50()).isEqualTo(50);
    assertThat(ledger.tally().p99()).isEqualTo(99);
  }

  @Test
  void whatWasRefusedOrNotSentIsAProblemAndALoss() throws InterruptedException {
    ledger.unsent(7, "nobody knows the agent");
    ledger.sent("m", nodes(1));
    record(1, "rejected", "m", "agent", 1);
    Ledger.Tally tally = ledger.tally();
    assertThat(tally.problems()).hasSize(2);
    assertThat(tally.problems().get(0)).contains("line 7").contains("nobody knows");
    assertThat(tally.sent() - tally.delivered()).isEqualTo(2);
    assertThat(ledger.awaitAll(Duration.ofMillis(1))).isFalse();
  }

  @Test
  void theResultIsGoodOnlyIfNothingIsLostAndThePluginTookOver() {
    ledger.sent("m", nodes(1));
    assertThat(new Result(4, ledger.tally(), 5, true).good()).isFalse();
    record(1, "delivered", "m", "agent", 3);
    assertThat(new Result(4, ledger.tally(), 5, true).good()).isTrue();
    assertThat(new Result(4, ledger.tally(), 5, false).good()).isFalse();
  }

  @Test
  void theJsonHasTheNamesThatOthersRelyOn() {
    ledger.sent("m", nodes(1));
    record(1, "delivered", "m", "agent", 3);
    Map<String, Object> json = new Result(4, ledger.tally(), 12, true).toJson();
    assertThat(json.keySet())
        .containsExactlyElementsOf(
            List.of(
                "nodes",
                "sent",
                "delivered",
                "lost",
                "duplicates",
                "latency_ms",
                "parked_then_delivered",
                "plugin_deploy_ms"));
    assertThat(json).containsEntry("lost", 0).containsEntry("plugin_deploy_ms", 12L);
    assertThat(json.get("latency_ms")).isEqualTo(Map.of("p50", 3.0, "p99", 3.0));
  }
}

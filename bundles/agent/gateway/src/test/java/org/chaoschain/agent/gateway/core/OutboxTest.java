// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.chaoschain.agent.gateway.core.Outbox.Result;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

/** What waits for a slow client is bounded, and what is its own does not give way. */
class OutboxTest {
  private final RecordedMetrics metrics = new RecordedMetrics();
  private final Outbox outbox =
      new Outbox(metrics.limit("agent.gateway.socket.max.events", 2, "events"));

  @Test
  void oneIsOnItsWayAtATimeInOrder() {
    assertThat(outbox.put("a", false)).isEqualTo(Result.SEND);
    assertThat(outbox.put("b", true)).isEqualTo(Result.WAITS);
    assertThat(outbox.put("c", false)).isEqualTo(Result.WAITS);
    assertThat(outbox.next()).contains("b");
    assertThat(outbox.next()).contains("c");
    assertThat(outbox.next()).isEmpty();
    assertThat(outbox.put("d", false)).isEqualTo(Result.SEND);
  }

  @Test
  void theOldestOfTheFeedGivesWayAndTheClientIsToldHowManyItMissed() {
    outbox.put("sent", false);
    outbox.put("old", false);
    outbox.put("own", true);
    assertThat(outbox.put("new", false)).isEqualTo(Result.WAITS);
    assertThat(outbox.put("own 2", true)).isEqualTo(Result.WAITS);
    assertThat(outbox.put("lost", false)).isEqualTo(Result.WAITS);
    assertThat(outbox.next().orElseThrow())
        .contains("EVENTS_MISSED")
        .contains("\"count\":3")
        .contains("agent.gateway.socket.max.events");
    assertThat(outbox.next()).contains("own");
    assertThat(outbox.next()).contains("own 2");
    assertThat(outbox.next()).isEmpty();
    assertThat(metrics.refusals("agent.gateway.socket.max.events")).isEqualTo(3);
  }

  @Test
  void aClientTooSlowForItsOwnHasToGo() {
    outbox.put("sent", true);
    outbox.put("own 1", true);
    outbox.put("own 2", true);
    assertThat(outbox.put("own 3", true)).isEqualTo(Result.OVERFLOW);
    assertThat(outbox.next()).isEmpty();
    assertThat(outbox.put("more", true)).isEqualTo(Result.WAITS);
  }
}

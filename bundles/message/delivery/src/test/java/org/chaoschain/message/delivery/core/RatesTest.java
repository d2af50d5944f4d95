// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.message.flow.core.Allowance;
import org.chaoschain.message.flow.core.RateSettings;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.api.reputation.Offence;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

/** Who is refused for being too fast, what is said, and who answers for it. */
class RatesTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final AgentId ADA = Ed25519Key.ofSeed(new byte[32]).agent();

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final Rates rates =
      new Rates(
          new RateSettings(
              Allowance.parse("2/s burst 3, 1MiB/s"),
              Allowance.parse("2/s burst 4, 1MiB/s"),
              Map.of(
                  "meme",
                  Allowance.parse("1/s burst 2, 1MiB/s"),
                  RateSettings.EXTENSION,
                  Allowance.parse("9/s, 1KiB/s"),
                  RateSettings.OTHER,
                  Allowance.parse("9/s, 1MiB/s")),
              8,
              8),
          metrics);

  private long scope(String scope) {
    return metrics.count("message.delivery.rate.refused", "scope", scope);
  }

  private Optional<Refused> say(String type, long nowNanos) {
    return rates.fromAgent(ADA, type, 100, nowNanos);
  }

  @Test
  void a_peer_beyond_its_rate_is_refused_and_told_limit_key_and_time() {
    for (int i = 0; i < 3; i++) {
      assertThat(rates.fromPeer("12D3A", 100, 0)).isEmpty();
    }
    Refused refused = rates.fromPeer("12D3A", 100, 0).orElseThrow();
    assertThat(refused.refusal()).isEqualTo(Refusal.PEER_RATE);
    assertThat(refused.reason())
        .isEqualTo(
            "peer 12D3A: more messages than 2/s burst 3; the key message.delivery.rate.peer changes it; try again in 500 ms");
    assertThat(refused.retryAfter()).isEqualTo(Duration.ofMillis(500));
    assertThat(rates.fromPeer("12D3B", 100, 0)).as("another peer").isEmpty();
    assertThat(rates.fromPeer("12D3A", 100, SECOND / 2)).as("when it was told").isEmpty();
    assertThat(scope("peer")).isEqualTo(1);
  }

  @Test
  void a_peer_answers_once_a_second_however_much_it_forwards() {
    List<Boolean> blamed = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      rates
          .fromPeer("12D3A", 100, i * SECOND / 1_000)
          .ifPresent(refused -> blamed.add(refused.senderAtFault()));
    }
    assertThat(blamed).hasSizeGreaterThan(2_900);
    assertThat(blamed.stream().filter(each -> each)).hasSize(3);
    assertThat(blamed.get(0)).as("at once").isTrue();
  }

  @Test
  void an_agent_beyond_its_rate_is_nobodys_fault() {
    for (int i = 0; i < 4; i++) {
      assertThat(say("agent", 0)).isEmpty();
    }
    Refused refused = say("agent", 0).orElseThrow();
    assertThat(refused.refusal()).isEqualTo(Refusal.AGENT_RATE);
    assertThat(refused.senderAtFault()).isFalse();
    assertThat(refused.reason())
        .startsWith("agent " + ADA + ": more messages than 2/s burst 4; ")
        .contains("message.delivery.rate.agent");
    assertThat(scope("agent")).isEqualTo(1);
  }

  @Test
  void an_agent_beyond_the_rate_of_a_type_may_still_send_others() {
    assertThat(say("meme", 0)).isEmpty();
    assertThat(say("meme", 0)).isEmpty();
    Refused refused = say("meme", 0).orElseThrow();
    assertThat(refused.refusal()).isEqualTo(Refusal.TYPE_RATE);
    assertThat(refused.senderAtFault()).isFalse();
    assertThat(refused.reason())
        .contains("messages of type meme")
        .contains("message.delivery.rate.types");
    assertThat(say("agent", 0)).isEmpty();
    assertThat(scope("type")).isEqualTo(1);
  }

  @Test
  void bytes_count_as_well() {
    assertThat(rates.fromAgent(ADA, "extension/art", 1_000, 0)).isEmpty();
    Refused refused = rates.fromAgent(ADA, "extension/art", 1_000, 0).orElseThrow();
    assertThat(refused.reason()).contains("more bytes than 1KiB/s");
  }

  @Test
  void what_is_refused_for_its_pace_may_come_again_and_no_relay_is_rejected_for_it() {
    for (Refusal refusal : List.of(Refusal.PEER_RATE, Refusal.AGENT_RATE, Refusal.TYPE_RATE)) {
      Refused refused = new Refused(refusal, "too fast", refusal == Refusal.PEER_RATE);
      assertThat(refusal.retryable()).isTrue();
      assertThat(Verdicts.of(refused))
          .isEqualTo(refusal == Refusal.PEER_RATE ? Verdict.THROTTLE : Verdict.IGNORE);
      assertThat(Answerable.of(refused))
          .isEqualTo(
              refusal == Refusal.PEER_RATE ? Optional.of(Offence.RATE_LIMIT) : Optional.empty());
    }
  }
}

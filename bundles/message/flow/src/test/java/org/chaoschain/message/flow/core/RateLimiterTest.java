// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.message.flow.core.RateRefusal.Scope;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private final RecordedMetrics metrics = new RecordedMetrics();
  private final RateSettings settings =
      new RateSettings(
          Allowance.parse("100/s, 10KiB/s"),
          Allowance.parse("10/s, 1MiB/s"),
          Map.of(
              "meme", Allowance.parse("2/s, 1MiB/s"),
              "extension", Allowance.parse("3/s, 1MiB/s"),
              "*", Allowance.parse("1/s, 1MiB/s")),
          100,
          100);
  private final RateLimiter<String, String> limiter =
      new RateLimiter<>(settings, "flow.rate", metrics);

  private int admitted(String agent, String type) {
    int admitted = 0;
    while (limiter.admitFromAgent(agent, type, 1, 0).isEmpty()) {
      admitted++;
    }
    return admitted;
  }

  @Test
  void a_refusal_names_scope_limit_and_key_and_says_when_to_try_again() {
    assertThat(limiter.admitFromPeer("12D3", 10 << 10, 0)).isEmpty();
    RateRefusal refusal = limiter.admitFromPeer("12D3", 5 << 10, 0).orElseThrow();

    assertThat(refusal.scope()).isEqualTo(Scope.PEER);
    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofMillis(500));
    assertThat(refusal.text())
        .isEqualTo(
            "peer 12D3: more bytes than 10KiB/s burst 10KiB; the key flow.rate.peer changes it;"
                + " try again in 500 ms");
    assertThat(limiter.admitFromPeer("12D3", 5 << 10, refusal.retryAfter().toNanos())).isEmpty();
    assertThat(metrics.count("flow.rate.refused", "scope", "peer")).isEqualTo(1);
  }

  @Test
  void each_agent_has_a_rate_for_each_type_and_one_for_all() {
    assertThat(admitted("ada", "meme")).isEqualTo(2);
    assertThat(admitted("ada", "extension/haiku")).isEqualTo(3);
    assertThat(admitted("ada", "payload/17")).isEqualTo(1);
    assertThat(admitted("bob", "meme")).isEqualTo(2);
    Optional<RateRefusal> refusal = limiter.admitFromAgent("ada", "meme", 1, 0);
    assertThat(refusal.orElseThrow().text())
        .startsWith("messages of type meme from agent ada: more messages than 2/s burst 2;")
        .contains("flow.rate.types");
  }

  @Test
  void what_one_rate_refuses_takes_nothing_from_the_others() {
    for (int i = 0; i < 50; i++) {
      limiter.admitFromAgent("ada", "meme", 1, 0);
    }

    assertThat(admitted("ada", "extension/haiku")).isEqualTo(3);
  }

  @Test
  void the_defaults_let_the_largest_messages_of_each_type_through() {
    RateLimiter<String, String> byDefault =
        new RateLimiter<>(RateSettings.DEFAULT, "flow.rate", metrics);
    Map<String, Integer> largest =
        Map.of(
            "payload/4",
            262_144,
            "payload/5",
            2_048,
            "agent",
            65_536,
            "payload/7",
            2_048,
            "meme",
            262_144,
            "extension/x",
            262_144,
            "payload/11",
            131_072,
            "payload/12",
            16_384,
            "payload/13",
            262_144,
            "payload/19",
            262_144);

    largest.forEach(
        (type, bytes) -> {
          assertThat(byDefault.admitFromPeer("peer", bytes, 0)).isEmpty();
          assertThat(byDefault.admitFromAgent("agent", type, bytes, 0)).isEmpty();
        });
  }

  @Test
  void types_are_configured_line_by_line() {
    RateSettings changed =
        RateSettings.DEFAULT.withTypes(List.of("meme = 1/m, 1MiB/m", "extension/x = 9/s, 1KiB/s"));

    assertThat(changed.types().get("meme")).isEqualTo(Allowance.parse("1/m, 1MiB/m"));
    assertThat(changed.entryOf("extension/x")).isEqualTo("extension/x");
    assertThat(changed.entryOf("extension/y")).isEqualTo("extension");
    assertThat(changed.entryOf("payload/19")).isEqualTo("*");
    assertThatThrownBy(() -> RateSettings.DEFAULT.withTypes(List.of("meme")))
        .hasMessageContaining("'meme' is no rate of a type");
    assertThatThrownBy(
            () -> RateSettings.DEFAULT.withTypes(List.of("m = 1/s, 1/s", "m = 1/s, 1/s")))
        .hasMessageContaining("two rates");
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** Tokens are known by their hash, expire, and can be made void. */
class TokensTest {
  private final Simulation simulation = new Simulation();
  private final Duration ttl = Duration.ofDays(30);
  private final Tokens tokens = new Tokens(simulation.entropy(), ttl);
  private final AgentId agent = new AgentId(Bytes.wrap(simulation.entropy().bytes(32)));
  private final Instant now = simulation.clock().now();

  private String codeOf(String token, Instant at) {
    return catchThrowableOfType(Refusal.class, () -> tokens.check(token, at)).code();
  }

  @Test
  void aTokenIsGoodUntilItExpires() throws Refusal {
    Tokens.Issued issued = tokens.issue(agent, now);
    assertThat(issued.text()).matches("cct_[A-Za-z0-9_-]{43}");
    assertThat(issued.toString()).doesNotContain(issued.text());
    assertThat(issued.grant().toString()).doesNotContain(issued.text());
    assertThat(tokens.check(issued.text(), now.plus(ttl).minusMillis(1))).isEqualTo(agent);
    assertThat(codeOf(issued.text(), now.plus(ttl))).isEqualTo("token_expired");
  }

  @Test
  void aSecondTokenOfAnAgentMakesTheFirstVoid() throws Refusal {
    String first = tokens.issue(agent, now).text();
    String second = tokens.issue(agent, now).text();
    assertThat(codeOf(first, now)).isEqualTo("unauthorized");
    assertThat(tokens.check(second, now)).isEqualTo(agent);
    assertThat(tokens.revoke(agent)).isPresent();
    assertThat(tokens.revoke(agent)).isEmpty();
    assertThat(codeOf(second, now)).isEqualTo("unauthorized");
  }

  @Test
  void whatWasKeptIsEnoughToKnowATokenAgain() throws Refusal {
    Tokens.Issued issued = tokens.issue(agent, now);
    Tokens restarted = new Tokens(simulation.entropy(), ttl);
    restarted.restore(issued.grant());
    assertThat(restarted.check(issued.text(), now)).isEqualTo(agent);
  }

  @Test
  void otherTextsAreNobodys() {
    String good = tokens.issue(agent, now).text();
    for (String text : new String[] {"", "cct_", good + "x", good.substring(1), "x".repeat(47)}) {
      assertThat(codeOf(text, now)).isEqualTo("unauthorized");
    }
  }
}

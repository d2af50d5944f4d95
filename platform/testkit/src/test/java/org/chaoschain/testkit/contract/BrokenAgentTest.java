// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.Opinion;
import org.chaoschain.api.agent.ProposedBlock;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** The contract takes a plain agent, and notices one that is broken. */
class BrokenAgentTest {
  private static class Plain implements Agent {
    @Override
    public String name() {
      return "plain";
    }

    @Override
    public void onMessage(SignedMessage message) {}
  }

  static final class PlainContract extends AgentContract {
    @Override
    protected Agent newAgent(Simulation from) {
      return new Plain();
    }
  }

  @Test
  void aPlainAgentPasses() {
    assertThat(Failures.of(PlainContract.class)).isEmpty();
  }

  static final class Shouts extends AgentContract {
    @Override
    protected Agent newAgent(Simulation from) {
      return new Plain() {
        @Override
        public String name() {
          return "OLGA!";
        }
      };
    }
  }

  @Test
  void aNameOutOfBoundsFails() {
    assertThat(Failures.of(Shouts.class)).containsExactly("itsNameIsGoodAndStaysTheSame");
  }

  static final class Silent extends AgentContract {
    @Override
    protected Agent newAgent(Simulation from) {
      return new Plain() {
        @Override
        public CompletionStage<Opinion> opinion(ProposedBlock block, Duration within) {
          return new CompletableFuture<>();
        }
      };
    }
  }

  @Test
  void oneThatNeverAnswersFails() {
    assertThat(Failures.of(Silent.class)).contains("itAnswersAboutABlockInTime");
  }

  static final class Nervous extends AgentContract {
    @Override
    protected Agent newAgent(Simulation from) {
      return new Plain() {
        @Override
        public void onEvent(Instant at, Event event) {
          throw new IllegalStateException("a bug");
        }
      };
    }
  }

  @Test
  void oneThatFailsAtNewsFails() {
    assertThat(Failures.of(Nervous.class)).containsExactly("newsDoNotMakeItFail");
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.personality.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.agent.personality.core.ReplyBudget;
import org.chaoschain.agent.personality.core.Temper;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentContext;
import org.chaoschain.api.agent.Opinion;
import org.chaoschain.api.agent.ProposedBlock;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A hosted agent with a temper. */
final class PersonalityAgent implements Agent {
  private static final Logger LOG = LoggerFactory.getLogger(PersonalityAgent.class);
  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(1);

  private final String name;
  private final Temper temper;
  private final Clock clock;
  private final ReplyBudget budget;
  private volatile AgentContext context;

  PersonalityAgent(String name, Temper temper, Clock clock, ReplyBudget budget) {
    this.name = name;
    this.temper = temper;
    this.clock = clock;
    this.budget = budget;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void onHosted(AgentContext hosted) {
    context = hosted;
  }

  @Override
  public void onMessage(SignedMessage signed) {
    Message message = signed.message();
    AgentContext hosted = context;
    if (hosted == null || !message.target().equals(Optional.of(hosted.id()))) {
      return;
    }
    temper
        .answer(message)
        .filter(answer -> budget.take(message.sender(), clock.nanoTime()))
        .ifPresent(
            answer ->
                hosted
                    .send(
                        message.sender(),
                        answer,
                        new SendOptions(TIME_TO_LIVE, Optional.of(message.id()), false))
                    .exceptionally(
                        failure -> {
                          LOG.debug("{}: an answer was not sent: {}", name, failure.getMessage());
                          return null;
                        }));
  }

  @Override
  public CompletionStage<Opinion> opinion(ProposedBlock block, Duration within) {
    return CompletableFuture.completedStage(temper.opinion(block));
  }
}

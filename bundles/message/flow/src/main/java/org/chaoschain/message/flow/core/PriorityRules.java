// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import java.util.Optional;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.Priority;

/**
 * The class of a message, as the receiver decides it: from its type and from who its sender is. A
 * sender's claim that a message is critical costs it something of a small budget; so does the claim
 * of a plugin's type that its messages are high. When the budget is spent, they are what they would
 * be without it.
 *
 * <p>For one thread at a time.
 *
 * @param <B> names a budget: the agent, or before its signature is verified, the peer and the agent
 */
public final class PriorityRules<B> {
  private static final int BLOCK_PROPOSAL = 4;
  private static final int CONSENSUS_VOTE = 5;

  private final SenderStanding standing;
  private final TokenBuckets<B> criticalBudgets;

  /**
   * Rules.
   *
   * @param criticalBudgets what each sender may claim to be critical
   */
  public PriorityRules(SenderStanding standing, TokenBuckets<B> criticalBudgets) {
    this.standing = standing;
    this.criticalBudgets = criticalBudgets;
  }

  /**
   * The class of a message.
   *
   * @param bytes its size
   * @param ofType what its type says, if the type is there
   * @param budget whose budget pays for a claim
   * @param nowNanos a time that never steps back
   */
  public Priority classify(
      Message message, int bytes, Optional<Priority> ofType, B budget, long nowNanos) {
    Payload payload = message.payload();
    if (payload instanceof Payload.AgentCommunication said) {
      Priority claimed = said.content() instanceof Content.Extended ? declared(ofType) : null;
      Priority plain = claimed == null ? plain(said.content()) : atMostMedium(claimed);
      boolean claims = message.critical() || claimed == Priority.HIGH;
      return claims ? paid(plain, bytes, budget, nowNanos) : plain;
    }
    if (payload instanceof Payload.Extended) {
      Priority claimed = declared(ofType);
      Priority plain = atMostMedium(claimed);
      return claimed == Priority.HIGH ? paid(plain, bytes, budget, nowNanos) : plain;
    }
    if (payload instanceof Payload.Meme) {
      return Priority.MEDIUM;
    }
    boolean high =
        switch (payload.number()) {
          case BLOCK_PROPOSAL -> standing.mayPropose(message.sender());
          case CONSENSUS_VOTE -> standing.mayVote(message.sender());
          default -> false;
        };
    return high ? Priority.HIGH : Priority.LOW;
  }

  private Priority paid(Priority plain, int bytes, B budget, long nowNanos) {
    return criticalBudgets.tryTake(budget, bytes, nowNanos) ? Priority.HIGH : plain;
  }

  private static Priority declared(Optional<Priority> ofType) {
    return ofType.orElse(Priority.LOW);
  }

  private static Priority atMostMedium(Priority claimed) {
    return claimed == Priority.HIGH ? Priority.MEDIUM : claimed;
  }

  private static Priority plain(Content content) {
    boolean canWait = content instanceof Content.Announcement || content instanceof Content.Unknown;
    return canWait ? Priority.LOW : Priority.MEDIUM;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Priority;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.flow.core.PriorityRules;
import org.chaoschain.message.flow.core.SenderStanding;
import org.chaoschain.message.flow.core.TokenBuckets;

/**
 * The class of each message: before its sender is proved, with a budget for each peer and sender,
 * so that a forger uses up nothing but his own; after it, with one for each sender; and of what
 * this node sends, with another one for each sender. Safe for use by many threads.
 */
final class MessageClasses {
  private final PriorityRules<Claim> claimed;
  private final PriorityRules<AgentId> proved;
  private final PriorityRules<AgentId> sent;

  private record Claim(String peer, AgentId sender) {}

  MessageClasses(FlowSettings settings, SenderStanding standing) {
    this.claimed =
        new PriorityRules<>(
            standing, new TokenBuckets<>(settings.critical(), settings.maxBudgets()));
    this.proved =
        new PriorityRules<>(
            standing, new TokenBuckets<>(settings.critical(), settings.maxBudgets()));
    this.sent =
        new PriorityRules<>(
            standing, new TokenBuckets<>(settings.critical(), settings.maxBudgets()));
  }

  /** Of a message whose signature was not verified yet; an extension is low without its type. */
  Priority ofClaimed(SignedMessage signed, String peer, long nowNanos) {
    Message message = signed.message();
    Claim claim = new Claim(peer, message.sender());
    synchronized (claimed) {
      return claimed.classify(message, signed.wire().size(), Optional.empty(), claim, nowNanos);
    }
  }

  /**
   * Of a verified message.
   *
   * @param ofType what its type says, if it was asked
   */
  Priority ofProved(SignedMessage signed, Optional<Priority> ofType, long nowNanos) {
    Message message = signed.message();
    synchronized (proved) {
      return proved.classify(message, signed.wire().size(), ofType, message.sender(), nowNanos);
    }
  }

  /**
   * Of a message that an agent of this node sends.
   *
   * @param ofType what its type says, if it was asked
   */
  Priority ofSent(SignedMessage signed, Optional<Priority> ofType, long nowNanos) {
    Message message = signed.message();
    synchronized (sent) {
      return sent.classify(message, signed.wire().size(), ofType, message.sender(), nowNanos);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.Optional;
import org.chaoschain.message.delivery.core.Generation;
import org.chaoschain.message.delivery.core.MessageQueues;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.RulesStep;
import org.chaoschain.message.delivery.core.WaitingMessage;

/** The rules of the node's own types, asked where the message is; plugins' are not asked here. */
record NodeRules(MessageQueues queues, TypeCalls calls) implements RulesStep.Rules {
  @Override
  public Optional<Refused> judge(WaitingMessage waiting) {
    Optional<Generation> entered = queues.enter(waiting.message().message().typeName());
    if (entered.isEmpty()) {
      return Optional.empty();
    }
    try {
      if (entered.get().ofPlugin()) {
        return Optional.empty(); // it has come this moment, and judges before it handles
      }
      Optional<Refused> refused = calls.judge(entered.get(), waiting.message());
      if (refused.isEmpty()) {
        waiting.judgedGood(calls.priority(entered.get(), waiting.message().message()));
      }
      return refused;
    } finally {
      entered.get().exit();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.function.Predicate;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.Message;

/**
 * Do no earlier messages of its type to its agent wait on the disk? Else it may not overtake them:
 * it is refused for now, or waits behind them if they wait for their type.
 *
 * @param earlier what waits there
 * @param typeIsThere whether a type of a name is there
 */
public record BacklogStep(Earlier earlier, Predicate<String> typeIsThere) implements Step {
  /** What waits on the disk for agents and types. */
  @FunctionalInterface
  public interface Earlier {
    /** Queues what can be queued; answers whether nothing of it is left. */
    boolean clear(AgentId agent, String type);
  }

  @Override
  public Stage stage() {
    return Stage.BACKLOG;
  }

  @Override
  public Judgement judge(Passage passage) {
    Message message = passage.message().message();
    if (message.target().isEmpty() || earlier.clear(message.target().get(), message.typeName())) {
      return Judgement.ON;
    }
    if (typeIsThere.test(message.typeName())) {
      return Judgement.stop(Refusal.BUSY, "earlier messages to the agent wait for room", false);
    }
    passage.waitsBehind();
    return Judgement.ON;
  }
}

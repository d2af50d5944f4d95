// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.Set;
import org.chaoschain.api.agent.AgentId;

/**
 * Is its agent listened to here? Asked once the signature has proved who it is. An agent that this
 * node's operator has blocked is nobody's fault: others may listen to it. What an agent's standing
 * on the chain is worth is decided where its message is put into a class.
 */
public record StandingStep(Set<AgentId> blocked) implements Step {
  /** The configuration key. */
  public static final String KEY = "message.delivery.blocked.agents";

  /** Copies the set. */
  public StandingStep {
    blocked = Set.copyOf(blocked);
  }

  @Override
  public Stage stage() {
    return Stage.STANDING;
  }

  @Override
  public Judgement judge(Passage passage) {
    AgentId sender = passage.message().message().sender();
    return blocked.contains(sender)
        ? Judgement.stop(
            Refusal.BLOCKED,
            "this node does not listen to the agent %s (%s)".formatted(sender, KEY),
            false)
        : Judgement.ON;
  }
}

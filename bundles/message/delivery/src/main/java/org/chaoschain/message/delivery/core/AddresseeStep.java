// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.Optional;
import java.util.function.Supplier;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.delivery.core.LocalAgents.Place;

/** Is the agent that it is for here, with room in its mailbox? The place is kept for it. */
public record AddresseeStep(Supplier<Optional<LocalAgents>> agents) implements Step {
  @Override
  public Stage stage() {
    return Stage.ADDRESSEE;
  }

  @Override
  public Judgement judge(Passage passage) {
    Optional<AgentId> target = passage.message().message().target();
    if (target.isEmpty()) {
      return Judgement.ON;
    }
    try {
      Optional<LocalAgents> hosted = agents.get();
      Optional<Place> place =
          hosted.isPresent()
              ? hosted.get().reserve(target.get(), passage.message().wire().size())
              : Optional.empty();
      if (place.isEmpty()) {
        return Judgement.stop(
            Refusal.UNKNOWN_AGENT,
            "the agent %s is not hosted here".formatted(target.get()),
            false);
      }
      passage.waiting().keepPlace(place.get());
      return Judgement.ON;
    } catch (LimitExceededException e) {
      return Judgement.stop(Refusal.BUSY, e.getMessage(), false);
    }
  }
}

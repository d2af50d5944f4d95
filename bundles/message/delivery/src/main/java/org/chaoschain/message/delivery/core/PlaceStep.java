// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.Optional;
import org.chaoschain.api.message.Message;
import org.chaoschain.message.delivery.core.Outcome.Refused;

/** Is it of this chain, on its topic, and is its extension well-formed? */
public record PlaceStep(Placement placement) implements Step {
  @Override
  public Stage stage() {
    return Stage.PLACE;
  }

  @Override
  public Judgement judge(Passage passage) {
    Message message = passage.message().message();
    Optional<Refused> misplaced = placement.judge(message, passage.origin());
    return Judgement.of(misplaced.isPresent() ? misplaced : TypeRules.judgeExtension(message));
  }
}

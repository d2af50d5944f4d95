// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.Optional;
import org.chaoschain.message.delivery.core.Outcome.Refused;

/**
 * Do its type's own rules take it? Where the type is not there they are asked when it is handled;
 * those of plugins are asked in lanes of their own, at this place of the way.
 */
public record RulesStep(Rules rules) implements Step {
  /** The rules of types. */
  @FunctionalInterface
  public interface Rules {
    /** Judges by the rules of the message's type, if it is there. */
    Optional<Refused> judge(WaitingMessage waiting);
  }

  @Override
  public Stage stage() {
    return Stage.RULES;
  }

  @Override
  public Judgement judge(Passage passage) {
    return Judgement.of(rules.judge(passage.waiting()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.SignedMessage;

/**
 * Does its agent keep to its rates? The agents of this node were asked before their messages left.
 */
public record AgentRateStep(Rates rates) implements Step {
  @Override
  public Stage stage() {
    return Stage.AGENT_RATE;
  }

  @Override
  public Judgement judge(Passage passage) {
    if (passage.origin() instanceof Origin.Own) {
      return Judgement.ON;
    }
    SignedMessage signed = passage.message();
    Message message = signed.message();
    return Judgement.of(
        rates.fromAgent(
            message.sender(), message.typeName(), signed.wire().size(), passage.nanos()));
  }
}

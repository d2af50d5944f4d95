// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.personality.internal;

import org.chaoschain.agent.personality.core.Personality;
import org.chaoschain.agent.personality.core.ReplyBudget;
import org.chaoschain.agent.personality.core.Temper;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.testkit.contract.AgentContract;
import org.chaoschain.testkit.sim.Simulation;

class PersonalityAgentContractTest extends AgentContract {
  @Override
  protected Agent newAgent(Simulation from) {
    return new PersonalityAgent(
        "olga",
        new Temper(Personality.STRATEGIC, from.seed()),
        from.clock(),
        new ReplyBudget(
            from.metrics().limit("agent.personality.max.replies", 6, "answers"),
            from.metrics().limit("agent.personality.max.replies.all", 60, "answers")));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import java.util.List;
import java.util.Optional;
import org.chaoschain.agent.llm.core.EndpointAnswer;
import org.chaoschain.agent.llm.core.Secrets;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.testkit.contract.AgentContract;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Nested;

/** The contract, whatever the endpoint does. */
class LlmAgentContractTest {
  private static LlmAgent agent(Simulation from, ScriptedEndpoint endpoint) {
    return new LlmAgent(
        LlmSettings.of(Configured.with()),
        new Surroundings(
            from.clock(),
            from.scheduler(),
            from.random(),
            from.entropy(),
            from.metrics(),
            from.events()),
        endpoint,
        "a-canary-0001",
        new Secrets(List.of("a-canary-0001")));
  }

  @Nested
  class WithAnEndpointThatAnswers extends AgentContract {
    @Override
    protected Agent newAgent(Simulation from) {
      return agent(
          from,
          ScriptedEndpoint.saying(
              from.scheduler(), Completions.answer(Completions.opinion(true, "fine"))));
    }
  }

  @Nested
  class WithAnEndpointThatNeverAnswers extends AgentContract {
    @Override
    protected Agent newAgent(Simulation from) {
      ScriptedEndpoint endpoint =
          ScriptedEndpoint.saying(from.scheduler(), Completions.answer("too late"));
      endpoint.takes = ScriptedEndpoint.NEVER;
      return agent(from, endpoint);
    }
  }

  @Nested
  class WithAnEndpointThatFails extends AgentContract {
    @Override
    protected Agent newAgent(Simulation from) {
      return agent(
          from,
          ScriptedEndpoint.saying(
              from.scheduler(), new EndpointAnswer.Status(503, Optional.of("3600"))));
    }
  }

  @Nested
  class WithAModelThatTalksNonsense extends AgentContract {
    @Override
    protected Agent newAgent(Simulation from) {
      return agent(from, ScriptedEndpoint.saying(from.scheduler(), Completions.answer("nonsense")));
    }
  }
}

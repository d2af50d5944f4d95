package ${package};

import java.util.List;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.message.Content;
import org.chaoschain.testkit.plugin.contract.AgentContract;

/** What a node, and its neighbours, expect of every agent, tried on this one. */
class ${className}AgentContractTest extends AgentContract {
  @Override
  protected Agent newAgent() {
    return new ${className}Agent();
  }

  @Override
  protected List<Content> understands() {
    return List.of(new Content.Discussion("weather", "will it rain?", ""));
  }
}

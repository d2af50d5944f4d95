// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin.contract;

import java.util.List;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.message.Content;

/** An agent that does all right. */
class GossipContractTest extends AgentContract {
  @Override
  protected Agent newAgent() {
    return new Gossip();
  }

  @Override
  protected List<Content> understands() {
    return List.of(new Content.Discussion("weather", "will it rain?", ""));
  }
}

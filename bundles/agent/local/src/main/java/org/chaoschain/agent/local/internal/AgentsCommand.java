// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local.internal;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.agent.local.AgentHosting;
import org.chaoschain.agent.local.AgentHosting.AgentState;
import org.chaoschain.agent.local.MailboxAgent;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.metrics.LimitExceededException;

/** The control command {@code agents}. */
final class AgentsCommand implements ControlCommand {
  private final AgentHosting hosting;

  AgentsCommand(AgentHosting hosting) {
    this.hosting = hosting;
  }

  @Override
  public String name() {
    return "agents";
  }

  @Override
  public String summary() {
    return "Lists the agents of this node (argument: add, a name to host until the node stops)";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    Optional<String> add = request.text("add");
    if (add.isPresent() && hosting.byName(add.get()).isEmpty()) {
      try {
        hosting.host(new MailboxAgent(add.get()));
      } catch (IllegalArgumentException e) {
        throw ControlException.usage(e.getMessage());
      } catch (LimitExceededException e) {
        throw ControlException.refused(e.getMessage());
      } catch (IOException e) {
        throw ControlException.failed(e.getMessage());
      }
    }
    for (AgentState state : hosting.states()) {
      if (add.isEmpty() || add.get().equals(state.agent().name())) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("name", state.agent().name());
        item.put("id", state.agent().id().toString());
        item.put("waiting", state.waiting());
        item.put("handed", state.handed());
        item.put("generation", state.generation());
        item.put("plugin", state.plugin());
        reply.item(item);
      }
    }
  }
}

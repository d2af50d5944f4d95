// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.agent.auth.core.Grant;
import org.chaoschain.agent.auth.core.Session;
import org.chaoschain.agent.remote.core.RemoteSession;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;

/** The control command {@code remote}. */
final class RemoteCommand implements ControlCommand {
  private final RemoteAgents agents;

  RemoteCommand(RemoteAgents agents) {
    this.agents = agents;
  }

  @Override
  public String name() {
    return "remote";
  }

  @Override
  public String summary() {
    return "Lists the agents that are connected to the gateway with a key of their own";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    for (RemoteAgent agent : agents.all()) {
      RemoteSession.State state = agent.state();
      Session session = agent.presence().session();
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("agent", agent.id().toString());
      item.put("connected", state.attached());
      item.put("away_s", agent.away().toSeconds());
      item.put("session", session.id().hex());
      item.put("via", session.via());
      item.put("topics", session.grant().map(Grant::topics).orElse(List.of()));
      item.put("delivered", state.last());
      item.put("acknowledged", state.acknowledged());
      item.put("kept", state.frames());
      item.put("kept_bytes", state.bytes());
      item.put("dropped", state.dropped());
      item.put("sending", state.pending());
      item.put("waiting", state.waiting());
      reply.item(item);
    }
  }
}

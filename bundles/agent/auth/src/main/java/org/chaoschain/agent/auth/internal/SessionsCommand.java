// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.agent.auth.core.Session;
import org.chaoschain.agent.auth.core.Sessions;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.time.Clock;

/** The control command {@code sessions}. */
final class SessionsCommand implements ControlCommand {
  private final Sessions sessions;
  private final Clock clock;

  SessionsCommand(Sessions sessions, Clock clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "sessions";
  }

  @Override
  public String summary() {
    return "Lists the sessions of agents (argument: revoke, a session's id or an agent's did:key)";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    Optional<String> revoke = request.text("revoke");
    if (revoke.isPresent()) {
      reply.item(Map.of("revoked", revoke(revoke.get())));
      return;
    }
    sessions.expire(clock.now());
    for (Session session : sessions.list()) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("session", session.id().hex());
      item.put("agent", session.agent().toString());
      item.put("via", session.via());
      item.put("opened", session.openedAt().toString());
      item.put("expires", session.expiresAt().toString());
      item.put("topics", session.grant().map(grant -> grant.topics()).orElse(List.of()));
      reply.item(item);
    }
  }

  private int revoke(String which) throws ControlException {
    int revoked;
    try {
      revoked =
          which.startsWith("did:")
              ? sessions.revoke(AgentId.parse(which))
              : sessions.revoke(Bytes.fromHex(which)) ? 1 : 0;
    } catch (IllegalArgumentException e) {
      throw ControlException.usage(
          "'revoke' is a session's id in hexadecimal or an agent's did:key: " + e.getMessage());
    }
    if (revoked == 0) {
      throw ControlException.notFound("there is no session of that id or agent: " + which);
    }
    return revoked;
  }
}

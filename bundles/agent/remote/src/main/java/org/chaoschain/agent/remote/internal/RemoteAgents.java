// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.chaoschain.agent.auth.core.Grant;
import org.chaoschain.agent.remote.core.Traffic;
import org.chaoschain.agent.remote.internal.Channel.Closing;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.delivery.core.LocalAgents;
import org.chaoschain.p2p.api.agents.HostedAgents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The remote agents of this node, connected or expected back. One session for each agent: if it
 * connects a second time, the first connection is closed. Safe for use by many threads; never
 * blocks.
 */
final class RemoteAgents implements LocalAgents, HostedAgents {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteAgents.class);

  private final RemoteEnvironment environment;
  private final MessageSigner nodeSigner;
  private final MessageTexts texts = new MessageTexts();
  private final Traffic traffic;
  private final Map<AgentId, RemoteAgent> agents = new ConcurrentHashMap<>();
  private final AtomicBoolean changed = new AtomicBoolean();
  private volatile List<AgentId> ids = List.of();
  private boolean stopped;

  /** Signs with the node's key what agents have delegated to it. */
  private record NodeSigner(RemoteEnvironment environment, AgentId agent) implements MessageSigner {
    @Override
    public Bytes sign(Bytes domainAndBytes) {
      return environment.gateway().signer().apply(domainAndBytes);
    }
  }

  RemoteAgents(RemoteEnvironment environment) {
    this.environment = environment;
    this.traffic =
        new Traffic(environment.settings(), environment.metrics(), environment.clock().nanoTime());
    this.nodeSigner = new NodeSigner(environment, new AgentId(environment.gateway().key()));
  }

  /** The agent begins anew; what was kept for it is lost. */
  RemoteAgent begin(Presence presence) {
    RemoteAgent agent = new RemoteAgent(environment, texts, traffic, presence);
    Optional<RemoteAgent> before = put(agent, presence);
    before.ifPresent(
        old -> old.leave(Optional.empty(), Closing.REPLACED, "the agent has connected again"));
    agent.begin();
    LOG.debug("agent {} begins at the gateway", agent.id());
    return agent;
  }

  /** The agent goes on where it was, if that is still there; else it begins anew. */
  RemoteAgent resume(Presence presence, Bytes session, long sequence) {
    RemoteAgent known = agents.get(presence.session().agent());
    if (known == null || !known.sessionId().equals(session) || !known.resume(presence, sequence)) {
      return begin(presence);
    }
    changed.set(true);
    return known;
  }

  /** The agent has a newer hosting record: who passes records on is told. */
  boolean renew(RemoteAgent agent, Presence from, Presence.HostedRecord record) {
    boolean newer = agent.renew(from, record);
    if (newer) {
      changed.set(true);
    }
    return newer;
  }

  private synchronized Optional<RemoteAgent> put(RemoteAgent agent, Presence presence) {
    Optional<RemoteAgent> before = Optional.ofNullable(agents.put(agent.id(), agent));
    changes();
    if (stopped) {
      presence.connection().close(Optional.empty(), Closing.GOING_AWAY, "the gateway stops");
    }
    return before;
  }

  /** The session of an agent has ended. */
  void end(RemoteAgent agent, Optional<String> last, Closing why, String reason) {
    boolean ours;
    synchronized (this) {
      ours = agents.remove(agent.id(), agent);
      changes();
    }
    if (ours) {
      agent.leave(last, why, reason);
    }
  }

  private void changes() {
    ids = List.copyOf(agents.keySet());
    changed.set(true);
  }

  /** Lets go who has been away for too long and drops what has waited too long. */
  void sweep(long nowNanos) {
    traffic.tick(nowNanos);
    for (RemoteAgent agent : agents.values()) {
      if (agent.isGone(nowNanos)) {
        end(agent, Optional.empty(), Closing.EXPIRED, "it has not come back");
      } else {
        agent.tick(nowNanos);
      }
    }
  }

  /** Whether hosting records have come or gone since the last call. */
  boolean takeChanged() {
    return changed.getAndSet(false);
  }

  /** Ends all sessions. */
  void stop() {
    synchronized (this) {
      stopped = true;
    }
    for (RemoteAgent agent : agents.values()) {
      end(agent, Optional.empty(), Closing.GOING_AWAY, "the gateway stops");
    }
  }

  /** Their messages: what is being sent, and what waits. */
  Traffic traffic() {
    return traffic;
  }

  /** All of them. */
  List<RemoteAgent> all() {
    return List.copyOf(agents.values());
  }

  @Override
  public List<AgentId> agents() {
    return ids;
  }

  @Override
  public boolean hosts(AgentId agent) {
    return agents.containsKey(agent);
  }

  @Override
  public Optional<MessageSigner> signer(AgentId agent) {
    return grant(agent).map(grant -> nodeSigner);
  }

  @Override
  public Optional<Bytes> delegation(AgentId agent) {
    return grant(agent).map(Grant::encoded);
  }

  private Optional<Grant> grant(AgentId agent) {
    return Optional.ofNullable(agents.get(agent))
        .flatMap(known -> known.presence().session().grant());
  }

  @Override
  public Optional<Place> reserve(AgentId agent, int bytes) throws LimitExceededException {
    RemoteAgent known = agents.get(agent);
    return known == null ? Optional.empty() : Optional.of(known.reserve(bytes));
  }

  @Override
  public List<Bytes> signedHostingRecords() {
    Instant now = environment.clock().now();
    List<Bytes> records = new ArrayList<>();
    for (RemoteAgent agent : agents.values()) {
      agent
          .presence()
          .hostingRecord()
          .filter(record -> now.isBefore(record.expiresAt()))
          .ifPresent(record -> records.add(record.encoded()));
    }
    return records;
  }
}

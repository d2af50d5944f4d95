// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peers.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.identity.core.HostingRecord;

/**
 * The newest hosting record of each agent. Pure; the time comes in. Anybody can make agents and let
 * them name any peer, so records that came from the very peer they name go before hearsay: when the
 * table, or a peer's share of it, is full, hearsay leaves first, then what was heard of longest
 * ago. Not safe for use by many threads.
 */
public final class HostingTable {
  /**
   * A verified record.
   *
   * @param record what it says
   * @param encoded the signed record as received
   */
  public record Entry(HostingRecord record, Bytes encoded) {}

  private final Map<AgentId, Entry> entries = new LinkedHashMap<>();
  private final Map<PeerId, Set<AgentId>> byPeer = new HashMap<>();
  private final Set<AgentId> hearsay = new LinkedHashSet<>();
  private final Limit maxAgents;
  private final Limit maxPerPeer;
  private final Cancellable gauge;

  /** Makes an empty table. */
  public HostingTable(PeersConfig config, Metrics metrics) {
    String prefix = PeersConfig.KEY_PREFIX;
    this.maxAgents = metrics.limit(prefix + "max.agents", config.maxAgents(), "agents");
    this.maxPerPeer =
        metrics.limit(prefix + "max.agents.per.peer", config.maxAgentsPerPeer(), "agents");
    this.gauge = metrics.gauge("p2p.peers.agents", entries::size);
  }

  /** Takes its gauge away. */
  public void close() {
    gauge.cancel();
  }

  /**
   * Takes a verified record.
   *
   * @param direct whether it came from the peer that it names
   * @return whether it is newer than what was known, has not expired and there is room
   */
  public boolean add(Entry entry, boolean direct, Instant now) {
    HostingRecord record = entry.record();
    AgentId agent = record.agent();
    Entry known = find(agent, now).orElse(null);
    if (record.isExpiredAt(now)) {
      return false;
    }
    if (known != null && !record.isNewerThan(known.record().sequence())) {
      if (known.encoded().equals(entry.encoded())) {
        heardAgain(known, direct);
      }
      return false;
    }
    if (!makeRoomOfPeer(record.peer(), known, direct, now)) {
      return false;
    }
    drop(agent);
    if (!maxAgents.allows(entries.size() + 1L)) {
      maxAgents.refused().increment();
      drop((hearsay.isEmpty() ? entries.keySet() : hearsay).iterator().next());
    }
    entries.put(agent, entry);
    byPeer.computeIfAbsent(record.peer(), p -> new LinkedHashSet<>()).add(agent);
    if (!direct) {
      hearsay.add(agent);
    }
    return true;
  }

  private void heardAgain(Entry known, boolean direct) {
    AgentId agent = known.record().agent();
    entries.remove(agent);
    entries.put(agent, known);
    boolean stillHearsay = hearsay.remove(agent) && !direct;
    if (stillHearsay) {
      hearsay.add(agent);
    }
  }

  private boolean makeRoomOfPeer(PeerId peer, Entry known, boolean direct, Instant now) {
    Collection<Entry> others = ofPeer(peer, now);
    others.remove(known);
    if (maxPerPeer.allows(others.size() + 1L)) {
      return true;
    }
    maxPerPeer.refused().increment();
    if (!direct) {
      return false;
    }
    for (Entry other : others) {
      if (hearsay.contains(other.record().agent())) {
        drop(other.record().agent());
        return true;
      }
    }
    return false;
  }

  private void drop(AgentId agent) {
    Entry gone = entries.remove(agent);
    hearsay.remove(agent);
    if (gone != null) {
      PeerId peer = gone.record().peer();
      Set<AgentId> ofPeer = byPeer.get(peer);
      ofPeer.remove(agent);
      if (ofPeer.isEmpty()) {
        byPeer.remove(peer);
      }
    }
  }

  /** The record of an agent that is valid now. */
  public Optional<Entry> find(AgentId agent, Instant now) {
    Entry entry = entries.get(agent);
    if (entry != null && entry.record().isExpiredAt(now)) {
      drop(agent);
      return Optional.empty();
    }
    return Optional.ofNullable(entry);
  }

  /** The valid records that name a peer. */
  public Collection<Entry> ofPeer(PeerId peer, Instant now) {
    List<Entry> found = new ArrayList<>();
    List<AgentId> expired = new ArrayList<>();
    Iterator<AgentId> agents = byPeer.getOrDefault(peer, Set.of()).iterator();
    while (agents.hasNext()) {
      Entry entry = entries.get(agents.next());
      if (entry.record().isExpiredAt(now)) {
        expired.add(entry.record().agent());
      } else {
        found.add(entry);
      }
    }
    expired.forEach(this::drop);
    return found;
  }
}

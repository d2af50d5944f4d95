// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peers.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.identity.core.HostingRecord;

/**
 * The newest hosting record of each agent. Pure; the time comes in. When it is full the record that
 * was heard of longest ago leaves; one peer cannot fill it. Not safe for use by many threads.
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
  private final Limit maxAgents;
  private final Limit maxPerPeer;

  /** Makes an empty table. */
  public HostingTable(PeersConfig config, Metrics metrics) {
    String prefix = PeersConfig.KEY_PREFIX;
    this.maxAgents = metrics.limit(prefix + "max.agents", config.maxAgents(), "agents");
    this.maxPerPeer =
        metrics.limit(prefix + "max.agents.per.peer", config.maxAgentsPerPeer(), "agents");
    metrics.gauge("p2p.peers.agents", this::size);
  }

  private double size() {
    return entries.size();
  }

  /**
   * Takes a verified record.
   *
   * @return whether it is newer than what was known, has not expired and there is room
   */
  public boolean add(Entry entry, Instant now) {
    HostingRecord record = entry.record();
    Entry known = entries.get(record.agent());
    if (record.isExpiredAt(now)
        || (known != null && !record.isNewerThan(known.record().sequence()))) {
      return false;
    }
    long ofPeer = ofPeer(record.peer(), now).stream().filter(e -> !e.equals(known)).count() + 1;
    if (!maxPerPeer.allows(ofPeer)) {
      maxPerPeer.refused().increment();
      return false;
    }
    entries.remove(record.agent());
    if (!maxAgents.allows(entries.size() + 1L)) {
      maxAgents.refused().increment();
      Iterator<AgentId> oldestFirst = entries.keySet().iterator();
      oldestFirst.next();
      oldestFirst.remove();
    }
    entries.put(record.agent(), entry);
    return true;
  }

  /** The record of an agent that is valid now. */
  public Optional<Entry> find(AgentId agent, Instant now) {
    Entry entry = entries.get(agent);
    if (entry != null && entry.record().isExpiredAt(now)) {
      entries.remove(agent);
      return Optional.empty();
    }
    return Optional.ofNullable(entry);
  }

  /** The valid records that name a peer. */
  public Collection<Entry> ofPeer(PeerId peer, Instant now) {
    List<Entry> found = new ArrayList<>();
    entries.values().removeIf(entry -> entry.record().isExpiredAt(now));
    for (Entry entry : entries.values()) {
      if (entry.record().peer().equals(peer)) {
        found.add(entry);
      }
    }
    return found;
  }
}

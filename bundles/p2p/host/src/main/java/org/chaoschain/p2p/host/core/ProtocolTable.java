// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chaoschain.p2p.api.stream.StreamProtocol;

/**
 * The stream protocols that are offered now. When two offer the same id, the one that came last has
 * it; when that goes, the earlier one has it again. Safe for use by many threads.
 */
final class ProtocolTable {
  private final List<StreamProtocol> offered = new CopyOnWriteArrayList<>();
  private volatile Map<String, StreamProtocol> byId = Map.of();

  /** Whether the set of ids has changed. */
  synchronized boolean add(StreamProtocol protocol) {
    offered.add(protocol);
    return rebuild();
  }

  /** Whether the set of ids has changed. */
  synchronized boolean remove(StreamProtocol protocol) {
    offered.remove(protocol);
    return rebuild();
  }

  /** Whether this very protocol is offered. */
  boolean offers(StreamProtocol protocol) {
    return offered.contains(protocol);
  }

  Optional<StreamProtocol> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  Set<String> ids() {
    return Collections.unmodifiableSet(new TreeSet<>(byId.keySet()));
  }

  private boolean rebuild() {
    Map<String, StreamProtocol> next = new LinkedHashMap<>();
    for (StreamProtocol protocol : offered) {
      protocol.protocols().forEach(id -> next.put(id, protocol));
    }
    boolean changed = !next.keySet().equals(byId.keySet());
    byId = Collections.unmodifiableMap(next);
    return changed;
  }
}

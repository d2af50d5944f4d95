// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.chaoschain.p2p.api.stream.StreamProtocol;

/**
 * The stream protocols that are offered now. Of several that offer an id, the one of the highest
 * ranking has it, and of equal ones the youngest; when that goes, the next one has it in the same
 * moment. Safe for use by many threads.
 */
final class ProtocolTable {
  private final List<Generation<StreamProtocol>> offered = new ArrayList<>();
  private final Map<StreamProtocol, List<String>> idsOf = new HashMap<>();
  private volatile Map<String, Generation<StreamProtocol>> byId = Map.of();

  /**
   * Offers a protocol under these of its ids.
   *
   * @return whether the set of all ids has changed
   */
  synchronized boolean add(Generation<StreamProtocol> protocol, List<String> ids) {
    idsOf.put(protocol.service(), List.copyOf(ids));
    protocol.insertInto(offered);
    return rebuild();
  }

  /** What {@link #remove} did. */
  record Removed(Generation<StreamProtocol> protocol, boolean idsChanged) {}

  /** Takes a protocol away; empty if it is not there. */
  synchronized Optional<Removed> remove(StreamProtocol protocol) {
    Optional<Generation<StreamProtocol>> found = Generation.of(protocol, offered);
    return found.map(
        generation -> {
          offered.remove(generation);
          idsOf.remove(protocol);
          return new Removed(generation, rebuild());
        });
  }

  /** The protocol that has an id now, with the caller counted in; empty if none has it. */
  Optional<Generation<StreamProtocol>> enter(String id) {
    while (true) {
      Generation<StreamProtocol> now = byId.get(id);
      if (now == null || now.enter()) {
        return Optional.ofNullable(now);
      }
      // it was retired in this moment: it has left the table before
    }
  }

  /** Who has each id, with all that wait behind it left out. */
  Map<String, Generation<StreamProtocol>> current() {
    return byId;
  }

  Set<String> ids() {
    return Collections.unmodifiableSet(new TreeSet<>(byId.keySet()));
  }

  private boolean rebuild() {
    Map<String, Generation<StreamProtocol>> next = new LinkedHashMap<>();
    for (Generation<StreamProtocol> protocol : offered) {
      idsOf.get(protocol.service()).forEach(id -> next.putIfAbsent(id, protocol));
    }
    boolean changed = !next.keySet().equals(byId.keySet());
    byId = Collections.unmodifiableMap(next);
    return changed;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.opinions.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chaoschain.agent.opinions.internal.OpinionPoll.Hosted;

/**
 * The agents by name. Of several with one name that of the higher ranking is asked, of equal
 * ranking the one that was registered last, as with messages. Safe for use by many threads.
 */
public final class AskableAgents {
  private final Map<String, TreeMap<Rank, Hosted>> byName = new HashMap<>();

  /**
   * Where a registration stands.
   *
   * @param ranking its ranking
   * @param id its id, growing
   */
  public record Rank(int ranking, long id) implements Comparable<Rank> {
    @Override
    public int compareTo(Rank other) {
      return ranking == other.ranking
          ? Long.compare(id, other.id)
          : Integer.compare(ranking, other.ranking);
    }
  }

  /** None yet. */
  public AskableAgents() {}

  /** An agent is there. */
  public synchronized void add(String name, Rank rank, Hosted hosted) {
    byName.computeIfAbsent(name, n -> new TreeMap<>()).put(rank, hosted);
  }

  /** It is there no more. */
  public synchronized void remove(long id) {
    byName.values().forEach(all -> all.keySet().removeIf(rank -> rank.id() == id));
    byName.values().removeIf(Map::isEmpty);
  }

  /** The one of that name who is asked. */
  public synchronized Optional<Hosted> byName(String name) {
    return Optional.ofNullable(byName.get(name)).map(all -> all.lastEntry().getValue());
  }
}

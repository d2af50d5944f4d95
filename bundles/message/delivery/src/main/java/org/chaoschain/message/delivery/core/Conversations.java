// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;

/**
 * Who has exchanged direct messages with whom lately, and which peer hosts the partner: so that the
 * agents concerned hear of a peer's loss, and nobody else. Of each agent the latest partners are
 * known. No I/O, no clock; times are nanoseconds of one clock. Safe for use by many threads.
 */
public final class Conversations {
  /**
   * Its bounds; the keys begin with {@code message.delivery.conversation.}.
   *
   * @param window for how long after the last message a conversation counts ({@code window})
   * @param maxPartners partners of one agent that are remembered ({@code max.partners})
   */
  public record Settings(Duration window, int maxPartners) {
    /** The defaults of the configuration. */
    public static final Settings DEFAULT = new Settings(Duration.ofMinutes(10), 256);
  }

  /**
   * What an agent is to hear.
   *
   * @param agent an agent of this node
   * @param partners those that it is about, those it spoke with longest ago first
   */
  public record News(AgentId agent, Set<AgentId> partners) {}

  private final long window;
  private final Limit maxPartners;

  // guarded by this; the partners of an agent in the order in which they were last spoken with
  private final Map<AgentId, LinkedHashMap<AgentId, Partner>> agents = new HashMap<>();

  private static final class Partner {
    String peer;
    long at;
    boolean lost;
  }

  /** Nobody has spoken yet. */
  public Conversations(Settings settings, Metrics metrics) {
    this.window = settings.window().toNanos();
    this.maxPartners =
        metrics.limit(
            "message.delivery.conversation.max.partners", settings.maxPartners(), "partners");
  }

  /**
   * An agent of this node sends to a partner.
   *
   * @param peer which hosts the partner
   */
  public synchronized void said(AgentId agent, AgentId partner, String peer, long now) {
    Partner known = partner(agent, partner, now);
    known.lost &= peer.equals(known.peer); // to send proves nothing, but elsewhere it was not lost
    known.peer = peer;
  }

  /**
   * An agent of this node was sent something by a partner, which therefore is there.
   *
   * @param peer which hosts the partner
   */
  public synchronized void heard(AgentId agent, AgentId partner, String peer, long now) {
    Partner known = partner(agent, partner, now);
    known.lost = false;
    known.peer = peer;
  }

  private Partner partner(AgentId agent, AgentId partner, long now) {
    LinkedHashMap<AgentId, Partner> partners = agents.get(agent);
    if (partners == null) {
      agents
          .values()
          .removeIf(all -> all.values().stream().allMatch(p -> !p.lost && expired(p, now)));
      partners = new LinkedHashMap<>(16, 0.75f, true);
      agents.put(agent, partners);
    }
    Partner known = partners.computeIfAbsent(partner, id -> new Partner());
    known.at = now;
    if (!maxPartners.allows(partners.size())) {
      Iterator<Partner> eldest = partners.values().iterator();
      if (!expired(eldest.next(), now)) {
        maxPartners.refused().increment();
      }
      eldest.remove();
    }
    return known;
  }

  private boolean expired(Partner partner, long now) {
    return now - partner.at > window;
  }

  /** Forgets the conversations of agents that are not hosted any more. */
  public synchronized void retain(Collection<AgentId> hosted) {
    agents.keySet().retainAll(hosted);
  }

  /** A peer is gone: who is to hear of it, each once until the peer is back. */
  public synchronized List<News> lost(String peer, long now) {
    return news(peer, partner -> !partner.lost && !expired(partner, now), true);
  }

  /** A peer is there: who has heard that it was gone. */
  public synchronized List<News> back(String peer) {
    return news(peer, partner -> partner.lost, false);
  }

  private interface Concerned {
    boolean by(Partner partner);
  }

  private List<News> news(String peer, Concerned concerned, boolean lostNow) {
    List<News> news = new ArrayList<>();
    agents.forEach(
        (agent, partners) -> {
          Set<AgentId> about = new LinkedHashSet<>();
          partners.forEach(
              (id, partner) -> {
                if (partner.peer.equals(peer) && concerned.by(partner)) {
                  partner.lost = lostNow;
                  about.add(id);
                }
              });
          if (!about.isEmpty()) {
            news.add(new News(agent, about));
          }
        });
    return news;
  }
}

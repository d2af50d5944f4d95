// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.agent.gateway.core.Json;
import org.chaoschain.agent.gateway.core.Refusal;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.message.json.core.JsonValue;

/** The clients that are connected. Safe for use by many threads. */
final class Channels {
  private final Limit maxSockets;
  private final Set<Channel> all = ConcurrentHashMap.newKeySet();
  private final Map<AgentId, Set<Channel>> byAgent = new ConcurrentHashMap<>();
  private final AtomicInteger places = new AtomicInteger();

  /** Nobody yet. */
  Channels(Limit maxSockets) {
    this.maxSockets = maxSockets;
  }

  /**
   * Keeps a place for one that is about to be added; it is given back by {@link #release}.
   *
   * @throws Refusal 503 if there are too many
   */
  void reserve() throws Refusal {
    int wanted = places.incrementAndGet();
    if (!maxSockets.allows(wanted)) {
      places.decrementAndGet();
      throw Refusal.of(503, "too_many_sockets", maxSockets.refuse("gateway", wanted));
    }
  }

  /** Gives a place back. */
  void release() {
    places.decrementAndGet();
  }

  void add(Channel channel) {
    all.add(channel);
    channel
        .agent()
        .ifPresent(
            id ->
                byAgent.compute(
                    id,
                    (agent, own) -> {
                      Set<Channel> set = own == null ? ConcurrentHashMap.newKeySet() : own;
                      set.add(channel);
                      return set;
                    }));
  }

  void remove(Channel channel) {
    channel.gone();
    all.remove(channel);
    channel
        .agent()
        .ifPresent(
            id ->
                byAgent.computeIfPresent(
                    id,
                    (agent, own) -> {
                      own.remove(channel);
                      return own.isEmpty() ? null : own;
                    }));
  }

  /** Tells all of them; nothing is written as text if there is nobody. */
  void publish(JsonValue event) {
    if (!all.isEmpty()) {
      String text = Json.text(event);
      all.forEach(each -> each.feed(text));
    }
  }

  /** Tells those that belong to an agent. */
  void publishToAgents(JsonValue event) {
    if (!byAgent.isEmpty()) {
      String text = Json.text(event);
      byAgent.values().forEach(own -> own.forEach(each -> each.feed(text)));
    }
  }

  /** Tells one agent; says whether it is connected. */
  boolean tell(AgentId agent, JsonValue value) {
    Set<Channel> own = byAgent.get(agent);
    if (own == null) {
      return false;
    }
    own.forEach(each -> each.tell(value));
    return true;
  }

  /** Ends all of an agent: its token is void. */
  void close(AgentId agent, String reason) {
    Set<Channel> own = byAgent.get(agent);
    if (own != null) {
      List.copyOf(own).forEach(each -> each.close(Channel.POLICY, reason));
    }
  }

  /** Ends all. */
  void close() {
    List.copyOf(all).forEach(each -> each.close(Channel.GOING_AWAY, "the gateway closes"));
  }

  boolean connected(AgentId agent) {
    return byAgent.containsKey(agent);
  }

  /** The agents that are connected. */
  Set<AgentId> connectedAgents() {
    return Set.copyOf(byAgent.keySet());
  }

  /** How many agents are connected. */
  int agents() {
    return byAgent.size();
  }

  /** Sockets and feeds that are open. */
  int size() {
    return all.size();
  }
}

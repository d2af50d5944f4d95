// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.internal;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.delivery.core.LocalAgents;

/**
 * All who host agents on this node, as one. An agent that two of them host is that of the higher
 * ranking, of equal ranking that of the older. Safe for use by many threads.
 */
final class HostedHere implements LocalAgents, Supplier<Optional<LocalAgents>> {
  private final Map<Long, Host> known = new HashMap<>();
  private volatile List<LocalAgents> hosts = List.of();

  private record Host(LocalAgents agents, int ranking, long id) {}

  synchronized void add(LocalAgents agents, Map<String, ?> properties) {
    Host host = new Host(agents, Chosen.ranking(properties), Chosen.id(properties));
    known.put(host.id(), host);
    arrange();
  }

  synchronized void remove(Map<String, ?> properties) {
    known.remove(Chosen.id(properties));
    arrange();
  }

  private void arrange() {
    hosts =
        known.values().stream()
            .sorted(Comparator.comparingInt(Host::ranking).reversed().thenComparingLong(Host::id))
            .map(Host::agents)
            .toList();
  }

  /** Itself; empty while nobody hosts agents. */
  @Override
  public Optional<LocalAgents> get() {
    return hosts.isEmpty() ? Optional.empty() : Optional.of(this);
  }

  @Override
  public List<AgentId> agents() {
    List<LocalAgents> now = hosts;
    return now.size() == 1
        ? now.get(0).agents()
        : now.stream().flatMap(host -> host.agents().stream()).distinct().toList();
  }

  @Override
  public boolean hosts(AgentId agent) {
    return hosts.stream().anyMatch(host -> host.hosts(agent));
  }

  @Override
  public Optional<MessageSigner> signer(AgentId agent) {
    return first(host -> host.signer(agent));
  }

  /** That of the host whose signer signs. */
  @Override
  public Optional<Bytes> delegation(AgentId agent) {
    return hosts.stream()
        .filter(host -> host.signer(agent).isPresent())
        .findFirst()
        .flatMap(host -> host.delegation(agent));
  }

  @Override
  public Optional<Place> reserve(AgentId agent, int bytes) throws LimitExceededException {
    for (LocalAgents host : hosts) {
      Optional<Place> place = host.reserve(agent, bytes);
      if (place.isPresent()) {
        return place;
      }
    }
    return Optional.empty();
  }

  @Override
  public void partnersLost(AgentId agent, Set<AgentId> partners, String reason) {
    hosts.forEach(host -> host.partnersLost(agent, partners, reason));
  }

  @Override
  public void partnersBack(AgentId agent, Set<AgentId> partners) {
    hosts.forEach(host -> host.partnersBack(agent, partners));
  }

  private <T> Optional<T> first(Function<LocalAgents, Optional<T>> asked) {
    return hosts.stream().map(asked).flatMap(Optional::stream).findFirst();
  }
}

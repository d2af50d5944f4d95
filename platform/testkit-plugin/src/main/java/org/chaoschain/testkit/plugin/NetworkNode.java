// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chaoschain.agent.local.MailboxAgent;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.message.MessageRecord;
import org.chaoschain.api.message.MessageRecord.State;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.plugin.Health;
import org.chaoschain.api.plugin.HealthCheck;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.stream.StreamProtocol;

/**
 * A node of a {@link Network}. It takes up the objects of plugins and lets them go as the packed
 * node does with services: {@link MessageType}, {@link Agent}, {@link MessageCodec}, {@link
 * StreamProtocol}, {@link Discovery} and {@link HealthCheck}. An object may be several of them.
 *
 * <p>What the packed node does around plugins is not here: class loaders, manifests, capabilities,
 * quotas. For those test against the packed node: {@link ChaosProcess}, or Pax Exam.
 */
public final class NetworkNode {
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final Network network;
  private final String name;
  private final WholeNode whole;
  private final Set<Object> plugins = Collections.newSetFromMap(new IdentityHashMap<>());
  private final IdentityHashMap<MessageType, RecordedType> types = new IdentityHashMap<>();
  private final IdentityHashMap<Agent, RecordedAgent> residents = new IdentityHashMap<>();
  private final Map<String, NetworkAgent> agents = new LinkedHashMap<>();
  private final List<HealthCheck> checks = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();

  NetworkNode(Network network, String name, WholeNode whole) {
    this.network = network;
    this.name = name;
    this.whole = whole;
    whole.delivery.log().add(record -> network.traces().told(this, record));
  }

  /** The name it was made with. */
  public String name() {
    return name;
  }

  WholeNode whole() {
    return whole;
  }

  /**
   * Takes up objects of plugins. Messages that were parked for a type are delivered to it as soon
   * as time runs.
   *
   * @return this node
   * @throws IllegalArgumentException if one is nothing that a plugin can be, is there already, or
   *     says something of itself that a node refuses
   */
  public NetworkNode with(Object... objects) {
    for (Object object : objects) {
      add(object);
    }
    return this;
  }

  private void add(Object object) {
    boolean known =
        object instanceof MessageType
            || object instanceof Agent
            || object instanceof MessageCodec
            || object instanceof StreamProtocol
            || object instanceof Discovery
            || object instanceof HealthCheck;
    if (!known) {
      throw new IllegalArgumentException(
          "%s is no MessageType, Agent, MessageCodec, StreamProtocol, Discovery or HealthCheck; a network has no place for it"
              .formatted(object));
    }
    if (!plugins.add(object)) {
      throw new IllegalArgumentException(
          "%s is in node %s already; a new generation is a new object".formatted(object, name));
    }
    if (object instanceof MessageType type) {
      RecordedType recorded = new RecordedType(type, failures::add);
      whole.addType(recorded);
      types.put(type, recorded);
      network.topicsChanged();
    }
    if (object instanceof Agent agent) {
      host(agent);
    }
    if (object instanceof MessageCodec codec) {
      if (!whole.addCodec(codec)) {
        plugins.remove(object);
        throw new IllegalArgumentException(
            "nodes speak the form 'protobuf' and have no use for the codec '%s'"
                .formatted(codec.name()));
      }
    }
    if (object instanceof StreamProtocol protocol) {
      whole.p2p.host.addProtocol(protocol);
    }
    if (object instanceof Discovery discovery) {
      whole.p2p.host.addDiscovery(discovery);
    }
    if (object instanceof HealthCheck check) {
      checks.add(check);
    }
  }

  /**
   * Lets objects of plugins go, and waits in virtual time until no work is in them any more.
   *
   * @throws IllegalArgumentException if one is not there
   * @throws AssertionError if one does not let go
   */
  public void remove(Object... objects) {
    for (Object object : objects) {
      if (!plugins.remove(object)) {
        throw new IllegalArgumentException("%s is not in node %s".formatted(object, name));
      }
      if (object instanceof MessageType type) {
        network.await(whole.removeType(types.remove(type)), DRAIN);
        network.topicsChanged();
      }
      if (object instanceof Agent agent) {
        network.await(whole.agents.remove(residents.remove(agent)), DRAIN);
      }
      if (object instanceof MessageCodec codec) {
        network.await(whole.removeCodec(codec), DRAIN);
      }
      if (object instanceof StreamProtocol protocol) {
        network.await(whole.p2p.host.removeProtocol(protocol), DRAIN);
      }
      if (object instanceof Discovery discovery) {
        whole.p2p.host.removeDiscovery(discovery);
      }
      if (object instanceof HealthCheck check) {
        checks.removeIf(each -> each == check);
      }
    }
  }

  /**
   * Replaces one generation by the next, as an update of the plugin does: the new one comes, gets
   * the next message, and the old one goes when it has finished what it had begun.
   */
  public void swap(Object old, Object next) {
    add(next);
    remove(old);
  }

  /**
   * An agent of this node: that of a plugin with this name, else a new one without a mind, through
   * which the test speaks and listens.
   *
   * @param agentName as in {@link Agent#name}
   */
  public NetworkAgent agent(String agentName) {
    NetworkAgent agent = agents.get(agentName);
    if (agent == null) {
      host(new MailboxAgent(agentName));
      agent = agents.get(agentName);
    }
    return agent;
  }

  private void host(Agent agent) {
    RecordedAgent recorded = new RecordedAgent(agent, failures::add);
    AgentId id;
    try {
      id = whole.agents.host(recorded).id();
    } catch (IOException | LimitExceededException e) {
      throw new IllegalArgumentException(
          "node %s does not host %s: %s".formatted(name, agent.name(), e.getMessage()), e);
    }
    residents.put(agent, recorded);
    agents
        .computeIfAbsent(agent.name(), key -> new NetworkAgent(network, this, key, id))
        .listen(recorded);
  }

  boolean hasHosted(AgentId id) {
    return agents.values().stream().anyMatch(agent -> agent.id().equals(id));
  }

  long handed() {
    return agents.values().stream().mapToLong(agent -> agent.inbox().size()).sum();
  }

  /** What happened to messages here, in order; {@code chaos messages} shows the same. */
  public List<MessageRecord> records() {
    return List.copyOf(whole.records);
  }

  /** The records of one state, in order. */
  public List<MessageRecord> records(State state) {
    return whole.records.stream().filter(record -> record.state() == state).toList();
  }

  /** What was delivered here, in order. */
  public List<MessageRecord> delivered() {
    return records(State.DELIVERED);
  }

  /** The texts of what was delivered here, as types have rendered them, in order. */
  public List<String> texts() {
    return delivered().stream().map(MessageRecord::text).toList();
  }

  /** What had to wait for a type; it may have been delivered since. */
  public List<MessageRecord> parked() {
    return records(State.PARKED);
  }

  /** What rules have refused here; {@link MessageRecord#detail} says why. */
  public List<MessageRecord> rejected() {
    return records(State.REJECTED);
  }

  /** What code of plugins has thrown here. */
  public List<Throwable> failures() {
    return List.copyOf(failures);
  }

  /**
   * The worst that the health checks of this node say now; a check that throws is critical.
   *
   * @return {@link Health#FINE} if there is none
   */
  public Health health() {
    Health worst = Health.FINE;
    for (HealthCheck check : checks) {
      Health health;
      try {
        health = check.check();
      } catch (RuntimeException e) {
        health = new Health(Health.Status.CRITICAL, check + " failed: " + e);
      }
      worst = health.status().compareTo(worst.status()) > 0 ? health : worst;
    }
    return worst;
  }

  /** The node's host, to open streams with. */
  public Host host() {
    return whole.p2p.host;
  }

  /** Stops the node for good. */
  public void stop() {
    whole.close();
    network.topicsChanged();
  }

  @Override
  public String toString() {
    return "node " + name;
  }
}

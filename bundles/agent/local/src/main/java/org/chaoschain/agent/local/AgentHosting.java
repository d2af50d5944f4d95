// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentContext;
import org.chaoschain.api.agent.AgentDirectory;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.message.delivery.core.LocalAgents;
import org.chaoschain.p2p.api.agents.HostedAgents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agents of this node. Each has a key under its name, a mailbox, and a hosting record that says
 * to others that it is found here. Safe for use by many threads.
 */
public final class AgentHosting implements LocalAgents, AgentDirectory, HostedAgents {
  private static final Logger LOG = LoggerFactory.getLogger(AgentHosting.class);
  private static final Pattern NAME = Pattern.compile("[a-z0-9_.-]{1,64}");

  private final HostingEnvironment environment;
  private final HostingSettings settings;
  private final Limit maxAgents;
  private final Map<String, Resident> byName = new TreeMap<>();
  private final Map<AgentId, Resident> byId = new HashMap<>();
  private final Cancellable renewal;

  /**
   * How a hosted agent stands.
   *
   * @param agent who
   * @param waiting messages in its mailbox
   * @param handed messages that were handed to it
   */
  public record AgentState(HostedAgent agent, int waiting, long handed) {}

  /** Hosts nobody yet. */
  public AgentHosting(HostingEnvironment environment, HostingSettings settings) {
    this.environment = environment;
    this.settings = settings;
    this.maxAgents =
        environment.metrics().limit("agent.local.max.agents", settings.maxAgents(), "agents");
    Duration half = settings.recordTimeToLive().dividedBy(2);
    this.renewal =
        environment.scheduler().scheduleWithFixedDelay(half, half, environment.changed());
  }

  /** Stops renewing hosting records. */
  public void stop() {
    renewal.cancel();
  }

  /**
   * Hosts an agent. Of several with one name the youngest gets the messages. May block for the key.
   *
   * @throws IOException if its key can neither be read nor made
   * @throws LimitExceededException if there are too many
   * @throws IllegalArgumentException if its name is out of bounds
   */
  public HostedAgent host(Agent agent) throws IOException, LimitExceededException {
    String name = agent.name();
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "an agent's name has 1 to 64 characters of a-z 0-9 - _ . and is not '%s'"
              .formatted(name.length() <= 64 ? name : name.substring(0, 64) + "…"));
    }
    Resident resident;
    synchronized (this) {
      resident = byName.get(name);
      if (resident == null) {
        maxAgents.check("agents of this node", byName.size() + 1L);
        MessageSigner signer = environment.keys().keyOf(name);
        resident = new Resident(name, signer, new Mailbox(name, agent, environment, settings));
        byName.put(name, resident);
        byId.put(signer.agent(), resident);
      }
      AgentContext context =
          new HostedAgentContext(resident.hosted().id(), environment.messenger());
      resident.add(agent);
      Mailbox mailbox = resident.mailbox();
      mailbox.call("the start", () -> agent.onHosted(context));
      mailbox.call("the start", () -> mailbox.handTo(agent));
    }
    LOG.info("agent {} is hosted here as {}", name, resident.hosted().id());
    environment.changed().run();
    return resident.hosted();
  }

  /** Hosts an agent no more; its name stays hosted while another service has it. */
  public void remove(Agent agent) {
    Resident resident;
    synchronized (this) {
      resident = byName.get(agent.name());
      if (resident == null || !resident.remove(agent)) {
        return;
      }
      if (resident.abandoned()) {
        byName.remove(agent.name());
        byId.remove(resident.hosted().id());
      }
    }
    resident.mailbox().call("the end", agent::onRemoved);
    if (resident.abandoned()) {
      LOG.info("agent {} is not hosted here any more", resident.hosted().name());
      environment.changed().run();
    }
  }

  /** How each agent stands, by name. */
  public synchronized List<AgentState> states() {
    return byName.values().stream()
        .map(r -> new AgentState(r.hosted(), r.mailbox().waiting(), r.mailbox().handed()))
        .toList();
  }

  @Override
  public synchronized List<HostedAgent> hosted() {
    return byName.values().stream().map(Resident::hosted).toList();
  }

  @Override
  public synchronized Optional<HostedAgent> byName(String name) {
    return Optional.ofNullable(byName.get(name)).map(Resident::hosted);
  }

  @Override
  public synchronized Optional<HostedAgent> byId(AgentId id) {
    return Optional.ofNullable(byId.get(id)).map(Resident::hosted);
  }

  @Override
  public synchronized List<AgentId> agents() {
    return byName.values().stream().map(r -> r.hosted().id()).toList();
  }

  @Override
  public synchronized Optional<MessageSigner> signer(AgentId agent) {
    return Optional.ofNullable(byId.get(agent)).map(Resident::signer);
  }

  @Override
  public Optional<Place> reserve(AgentId agent, int bytes) throws LimitExceededException {
    Resident resident;
    synchronized (this) {
      resident = byId.get(agent);
    }
    return resident == null ? Optional.empty() : Optional.of(resident.mailbox().reserve(bytes));
  }

  @Override
  public synchronized List<Bytes> signedHostingRecords() {
    List<Bytes> records = new ArrayList<>();
    byName.values().forEach(r -> records.add(r.signedRecord(environment, settings)));
    return records;
  }
}

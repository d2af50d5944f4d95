// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentDirectory;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.isolation.SwapEffects.Change;
import org.chaoschain.api.isolation.SwapEffects.Effect;
import org.chaoschain.api.isolation.SwapEffects.Kind;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.message.delivery.core.KeyedAgent;
import org.chaoschain.message.delivery.core.LocalAgents;
import org.chaoschain.message.delivery.core.Registration;
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

  /** All those who bring their key count as one in the figures: there may be very many. */
  private static final String KEYED = "keyed";

  private final HostingEnvironment environment;
  private final HostingSettings settings;
  private final Limit maxAgents;
  private final Map<String, Resident> byName = new TreeMap<>();
  private final Map<AgentId, Resident> byId = new HashMap<>();
  private final Map<String, Resident> leaving = new HashMap<>();
  private final Map<Long, Lodging> stays = new HashMap<>();
  private final AtomicLong ownRegistrations = new AtomicLong(Long.MIN_VALUE);
  private final Cancellable renewal;

  /** Where a generation of an agent lives. */
  private record Lodging(Resident resident, Stay stay) {
    String name() {
      return resident.hosted().name();
    }
  }

  /**
   * How a hosted agent stands.
   *
   * @param agent who
   * @param waiting messages in its mailbox
   * @param handed messages that were handed to it
   * @param generation how many services have had its name, one after the other
   * @param plugin whose the one is that is fed; empty if it is the node's own
   */
  public record AgentState(
      HostedAgent agent, int waiting, long handed, long generation, String plugin) {}

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
   * Hosts an agent that is part of the node: it is younger than those that came before, and older
   * than every service.
   *
   * @throws IOException if its key can neither be read nor made
   * @throws LimitExceededException if there are too many
   * @throws IllegalArgumentException if its name is out of bounds
   */
  public HostedAgent host(Agent agent) throws IOException, LimitExceededException {
    return host(agent, Registration.ofNode(0, ownRegistrations.getAndIncrement()));
  }

  /**
   * Hosts an agent. Of several with one name that of the greatest registration gets the messages:
   * they share key, mailbox and hosting record. A new one is fed from the next message on after
   * {@code onHosted} of it and the message in hand have returned. May block for the key.
   *
   * @throws IOException if its key can neither be read nor made
   * @throws LimitExceededException if there are too many
   * @throws IllegalArgumentException if its name is out of bounds
   * @throws org.chaoschain.api.isolation.CapabilityException if its plugin does not declare it
   */
  public HostedAgent host(Agent agent, Registration registration)
      throws IOException, LimitExceededException {
    return host(agent, agent.name(), registration);
  }

  /** The same, for an agent that has been asked for its name already: it may not answer twice. */
  public HostedAgent host(Agent agent, String name, Registration registration)
      throws IOException, LimitExceededException {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "an agent's name has 1 to 64 characters of a-z 0-9 - _ . and is not '%s'"
              .formatted(name.length() <= 64 ? name : name.substring(0, 64) + "…"));
    }
    registration.account().require(new Capability(Capability.Kind.AGENT, name));
    Resident resident;
    Stay stay = new Stay(agent, registration);
    boolean moves;
    synchronized (this) {
      resident = byName.get(name);
      moves = resident != null;
      if (!moves) {
        resident = settle(name, keyOf(agent, registration));
      }
      resident.add(stay);
      stays.put(registration.id(), new Lodging(resident, stay));
    }
    resident
        .mailbox()
        .begin(stay, new HostedAgentContext(resident.hosted().id(), environment.messenger()));
    LOG.info(
        "agent {} is hosted here as {}, generation {}",
        name,
        resident.hosted().id(),
        resident.generations());
    if (!moves) {
      environment.changed().run();
    }
    return resident.hosted();
  }

  /** The key that an agent of the node brings along; a plugin's word does not count. */
  private static Optional<MessageSigner> keyOf(Agent agent, Registration registration) {
    return agent instanceof KeyedAgent keyed && registration.account() == PluginAccount.NODE
        ? Optional.of(keyed.signer())
        : Optional.empty();
  }

  /** One that is about to leave stays instead, with its mailbox; else a new one comes. */
  private Resident settle(String name, Optional<MessageSigner> brought)
      throws IOException, LimitExceededException {
    Resident resident = leaving.remove(name);
    if (resident == null && brought.isPresent()) {
      resident =
          new Resident(name, brought.get(), true, new Mailbox(name, KEYED, environment, settings));
    } else if (resident == null) {
      maxAgents.check("agents of this node", ownAgents() + 1);
      MessageSigner signer = environment.keys().keyOf(name);
      resident = new Resident(name, signer, false, new Mailbox(name, name, environment, settings));
    }
    byName.put(name, resident);
    byId.put(resident.hosted().id(), resident);
    return resident;
  }

  /** How many there are whose key is made here. */
  private long ownAgents() {
    return byName.values().stream().filter(each -> !each.keyed()).count();
  }

  /**
   * Hosts an agent no more. While another service has its name, that one gets the messages from the
   * next on. Else the agent is not hosted any more: no message is taken for it, and those that are
   * in its mailbox are handed to it for at most {@code drain.timeout}.
   *
   * @param registration the id of its registration
   * @return completes once it is idle and its {@code onRemoved} has returned
   */
  public CompletionStage<Void> remove(long registration) {
    Lodging lodging;
    boolean last;
    synchronized (this) {
      lodging = stays.remove(registration);
      if (lodging == null) {
        return CompletableFuture.completedStage(null);
      }
      lodging.resident().remove(lodging.stay());
      last = lodging.resident().abandoned();
      if (last) {
        byName.remove(lodging.name());
        byId.remove(lodging.resident().hosted().id());
        leaving.put(lodging.name(), lodging.resident());
      }
    }
    if (last) {
      LOG.info("agent {} is not hosted here any more", lodging.name());
      environment.changed().run();
      letGo(lodging);
    } else {
      lodging.resident().mailbox().end(lodging.stay());
    }
    return lodging.stay().gone();
  }

  /** As {@link #remove(long)}, for the generation that is this object. */
  public CompletionStage<Void> remove(Agent agent) {
    Optional<Long> registration;
    synchronized (this) {
      registration =
          stays.values().stream()
              .map(Lodging::stay)
              .filter(stay -> stay.service() == agent)
              .map(stay -> stay.registration().id())
              .findFirst();
    }
    return registration.map(this::remove).orElseGet(() -> CompletableFuture.completedStage(null));
  }

  private void letGo(Lodging lodging) {
    Mailbox mailbox = lodging.resident().mailbox();
    CompletableFuture<Void> emptied = mailbox.emptied();
    Cancellable patience =
        environment.scheduler().schedule(settings.drainTimeout(), () -> emptied.complete(null));
    emptied.thenRun(
        () -> {
          patience.cancel();
          mailbox.end(lodging.stay());
          boolean left;
          synchronized (this) {
            left = mailbox.deserted() && leaving.remove(lodging.name(), lodging.resident());
          }
          int lost = left ? mailbox.discard() : 0;
          if (lost > 0) {
            LOG.warn(
                "the agent {} has gone and left {} messages in its mailbox after {} (agent.local.drain.timeout)",
                lodging.name(),
                lost,
                settings.drainTimeout());
          }
        });
  }

  /** What a change of a plugin would do to the agents. */
  public synchronized List<Effect> effects(String plugin, Change change) {
    return byName.values().stream()
        .filter(r -> r.fed().filter(s -> s.account().plugin().equals(plugin)).isPresent())
        .map(
            r ->
                new Effect(
                    change != Change.OVERLAP && r.onlyOf(plugin)
                        ? Kind.AGENT_LEAVES
                        : Kind.AGENT_MOVES,
                    r.hosted().name(),
                    r.mailbox().waiting(),
                    r.mailbox().longestSwap()))
        .toList();
  }

  /** How each agent stands, by name. */
  public synchronized List<AgentState> states() {
    return byName.values().stream()
        .map(
            r ->
                new AgentState(
                    r.hosted(),
                    r.mailbox().waiting(),
                    r.mailbox().handed(),
                    r.generations(),
                    r.fed().map(stay -> stay.account().plugin()).orElse("")))
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
  public void partnersLost(AgentId agent, Set<AgentId> partners, String reason) {
    tell(agent, "the loss of partners", it -> it.onPartnersLost(partners, reason));
  }

  @Override
  public void partnersBack(AgentId agent, Set<AgentId> partners) {
    tell(agent, "the return of partners", it -> it.onPartnersBack(partners));
  }

  /** Tells all agents of an event at the node; those whose mailbox is busy with news miss it. */
  public void tell(Instant at, Event event) {
    List<Resident> residents;
    synchronized (this) {
      residents = List.copyOf(byName.values());
    }
    for (Resident resident : residents) {
      if (!resident
          .mailbox()
          .tellIfRoom("the event " + event.type(), it -> it.onEvent(at, event))) {
        environment.metrics().counter("agent.local.events.untold").increment();
      }
    }
  }

  private void tell(AgentId agent, String what, Consumer<Agent> telling) {
    Resident resident;
    synchronized (this) {
      resident = byId.get(agent);
    }
    if (resident != null) {
      resident.mailbox().tell(what, telling);
    }
  }

  @Override
  public synchronized List<Bytes> signedHostingRecords() {
    List<Bytes> records = new ArrayList<>();
    byName.values().forEach(r -> records.add(r.signedRecord(environment, settings)));
    return records;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.MULTIPLE;
import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.chaoschain.agent.local.AgentHosting;
import org.chaoschain.agent.local.HostingEnvironment;
import org.chaoschain.agent.local.HostingSettings;
import org.chaoschain.agent.local.MailboxAgent;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentDirectory;
import org.chaoschain.api.config.ByteSize;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.EventListener;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.isolation.PluginAccounts;
import org.chaoschain.api.isolation.SwapEffects;
import org.chaoschain.api.message.Messenger;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.message.delivery.core.LocalAgents;
import org.chaoschain.message.delivery.core.Registration;
import org.chaoschain.p2p.api.agents.HostedAgents;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts every {@link Agent} service and the agents of the configuration. What it gives to others it
 * registers by hand: delivery needs the agents and the agents need delivery, which declared
 * services would make a circle.
 */
// registered by hand: a resolver is to know of it
@Capability(
    namespace = "osgi.service",
    attribute =
        "objectClass:List<String>='org.chaoschain.message.delivery.core.LocalAgents,org.chaoschain.api.agent.AgentDirectory,org.chaoschain.p2p.api.agents.HostedAgents'")
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.chaoschain.agent.local")
@Designate(ocd = LocalConfiguration.class)
public final class LocalAgentsComponent {
  private static final Logger LOG = LoggerFactory.getLogger(LocalAgentsComponent.class);

  private static final Duration RETRY = Duration.ofMillis(20);

  private final AgentHosting hosting;
  private final Scheduler scheduler;
  private final Events events;
  private final Duration drainTimeout;
  private final AtomicReference<PluginAccounts> accounts = new AtomicReference<>();
  private final SerialExecutor executor;
  private final AtomicReference<Messenger> messenger = new AtomicReference<>();
  private final AtomicLong changes = new AtomicLong();
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
  private volatile ServiceRegistration<HostedAgents> hostedAgents;

  /**
   * Made by Declarative Services.
   *
   * @throws IOException if the key of an agent of the configuration cannot be used
   * @throws LimitExceededException if the configuration names too many
   */
  @Activate
  public LocalAgentsComponent(
      BundleContext context,
      @Reference Node node,
      @Reference NodeIdentity identity,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics,
      @Reference Events events,
      @Reference EntropySource entropy,
      LocalConfiguration configuration)
      throws IOException, LimitExceededException {
    this.scheduler = scheduler;
    this.events = events;
    this.drainTimeout = TimeSpan.parse(configuration.drain_timeout());
    HostingSettings settings =
        new HostingSettings(
            configuration.max_agents(),
            configuration.mailbox_max_messages(),
            ByteSize.parse(configuration.mailbox_max_bytes()).bytes(),
            configuration.mailbox_max_notices(),
            TimeSpan.parse(configuration.record_ttl()),
            drainTimeout);
    this.executor = scheduler.serial("agent hosting");
    HostingEnvironment environment =
        new HostingEnvironment(
            identity.peerId(),
            clock,
            scheduler,
            metrics,
            new AgentKeyFiles(node.directory("keys").resolve("agents"), entropy),
            () -> Optional.ofNullable(messenger.get()),
            this::changed);
    this.hosting = new AgentHosting(environment, settings);
    for (String name : names(configuration.names())) {
      hosting.host(new MailboxAgent(name));
    }
    registrations.add(context.registerService(LocalAgents.class, hosting, null));
    registrations.add(context.registerService(AgentDirectory.class, hosting, null));
    registrations.add(
        context.registerService(SwapEffects.class, (SwapEffects) hosting::effects, null));
    registrations.add(
        context.registerService(ControlCommand.class, new AgentsCommand(hosting), null));
    registrations.add(
        context.registerService(EventListener.class, (EventListener) this::tell, null));
    hostedAgents = context.registerService(HostedAgents.class, hosting, properties());
    registrations.add(hostedAgents);
  }

  @Deactivate
  void deactivate() {
    hosting.stop();
    hostedAgents = null;
    registrations.forEach(ServiceRegistration::unregister);
  }

  /** Without it all agents count as part of the node. */
  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  void setAccounts(PluginAccounts service) {
    accounts.set(service);
  }

  /** The replacement may have been set before: then it stays. */
  void unsetAccounts(PluginAccounts service) {
    accounts.compareAndSet(service, null);
  }

  /** Asks for the name here: one that never tells it holds up itself, and not all other agents. */
  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addAgent(Agent agent, Map<String, Object> properties) {
    try {
      String name = agent.name();
      execute(() -> host(agent, name, registration(properties)));
    } catch (RuntimeException | LinkageError e) {
      refused(agent, e);
    }
  }

  /**
   * Returns when the agent is idle, so that its bundle can go; at the latest after twice the {@code
   * drain.timeout}: once for its mailbox, once for the message in hand.
   */
  void removeAgent(Agent agent, Map<String, Object> properties) {
    CompletableFuture<Void> gone = new CompletableFuture<>();
    execute(() -> hosting.remove(id(properties)).thenRun(() -> gone.complete(null)));
    try {
      gone.get(2 * drainTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn(
          "the agent {} is still at work after twice {} (agent.local.drain.timeout); it goes all the same",
          agent.getClass().getName(),
          drainTimeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.error("letting an agent go failed", e);
    }
  }

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC)
  void setMessenger(Messenger service) {
    messenger.set(service);
  }

  /** The replacement may have been set before: then it stays. */
  void unsetMessenger(Messenger service) {
    messenger.compareAndSet(service, null);
  }

  /** Agents may be anybody's: what is for those who watch over the node is not told to them. */
  private void tell(Instant at, Event event) {
    if (event.category() == Event.Category.OPERATION) {
      hosting.tell(at, event);
    }
  }

  private Registration registration(Map<String, ?> properties) {
    PluginAccounts known = accounts.get();
    int ranking = properties.get("service.ranking") instanceof Integer value ? value : 0;
    return new Registration(
        ranking, id(properties), known == null ? PluginAccount.NODE : known.of(properties));
  }

  private static long id(Map<String, ?> properties) {
    return (Long) properties.get("service.id");
  }

  /** What a plugin offers may not be taken; everything else goes on. */
  private void host(Agent agent, String name, Registration registration) {
    try {
      hosting.host(agent, name, registration);
    } catch (IOException | LimitExceededException | RuntimeException | LinkageError e) {
      refused(agent, e);
    }
  }

  private void refused(Agent agent, Throwable cause) {
    String name = agent.getClass().getName();
    String text = "the agent %s is not hosted: %s".formatted(name, cause.getMessage());
    LOG.warn("{}", text);
    events.publish(Event.warning("agent.refused", text, Map.of("class", name)));
  }

  private void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("an agent that came or went is looked at again in {}: {}", RETRY, e.getMessage());
      scheduler.schedule(RETRY, () -> execute(task));
    }
  }

  private void changed() {
    ServiceRegistration<HostedAgents> registration = hostedAgents;
    if (registration != null) {
      try {
        registration.setProperties(properties());
      } catch (IllegalStateException e) {
        LOG.debug("the component stops meanwhile: {}", e.getMessage());
      }
    }
  }

  /** A property that changes tells those who use the service that its answer has changed. */
  private Dictionary<String, ?> properties() {
    return FrameworkUtil.asDictionary(Map.of("changes", changes.incrementAndGet()));
  }

  private static List<String> names(String list) {
    return Arrays.stream(list.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }
}

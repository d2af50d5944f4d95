// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.MULTIPLE;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.chaoschain.api.agent.AgentDirectory;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.config.ByteSize;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.isolation.PluginAccounts;
import org.chaoschain.api.isolation.SwapEffects;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.message.MessageListener;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.message.Messenger;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.store.KeyValueStore;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.message.delivery.Codecs;
import org.chaoschain.message.delivery.Delivery;
import org.chaoschain.message.delivery.DeliveryEnvironment;
import org.chaoschain.message.delivery.DirectProtocol;
import org.chaoschain.message.delivery.DirectSettings;
import org.chaoschain.message.delivery.InboxSettings;
import org.chaoschain.message.delivery.LocalMessenger;
import org.chaoschain.message.delivery.MessengerEnvironment;
import org.chaoschain.message.delivery.PeerNews;
import org.chaoschain.message.delivery.Topics;
import org.chaoschain.message.delivery.core.Conversations;
import org.chaoschain.message.delivery.core.LocalAgents;
import org.chaoschain.message.delivery.core.MessageWatch;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.flow.core.SenderStanding;
import org.chaoschain.p2p.api.agents.AgentLocator;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerPresenceListener;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.PubSub;
import org.chaoschain.p2p.api.reputation.Offence;
import org.chaoschain.p2p.api.reputation.Reputation;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivery in a node. Everything that can be replaced while messages wait is a dynamic reference:
 * this component must not be made anew because another one was, since what waits would be lost. The
 * store is the exception: who replaces it replaces what direct messages are kept in, and they are
 * read from the new one. What it gives to others it registers by hand, for they need it and it
 * needs them.
 */
// registered by hand: a resolver is to know of it
@Capability(
    namespace = "osgi.service",
    attribute = "objectClass:List<String>='org.chaoschain.api.message.Messenger'")
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.chaoschain.message.delivery")
@Designate(ocd = DeliveryConfiguration.class)
public final class DeliveryComponent {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryComponent.class);

  private final Chosen<PluginAccounts> accounts = new Chosen<>();
  private final HostedHere localAgents = new HostedHere();
  private final Chosen<AgentDirectory> directories = new Chosen<>();
  private final Chosen<Host> hosts = new Chosen<>();
  private final Chosen<AgentLocator> locators = new Chosen<>();
  private final Chosen<PubSub> pubSubs = new Chosen<>();
  private final Chosen<Reputation> reputations = new Chosen<>();
  private final Chosen<SenderStanding> standings = new Chosen<>();
  private final Standing standing = new Standing();
  private final Events events;
  private final Codecs codecs;
  private final Delivery delivery;
  private final ReplayFiles replay;
  private final Cancellable syncing;
  private final Topics topics;
  private final LocalMessenger messenger;
  private final Optional<Journal> journal;
  private final Duration drainTimeout;
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

  /** What is known of senders by whoever follows the chain, if somebody does. */
  private final class Standing implements SenderStanding {
    @Override
    public boolean mayVote(AgentId sender) {
      return standings.get().filter(s -> s.mayVote(sender)).isPresent();
    }

    @Override
    public boolean mayPropose(AgentId sender) {
      return standings.get().filter(s -> s.mayPropose(sender)).isPresent();
    }
  }

  /** Made by Declarative Services. */
  @Activate
  public DeliveryComponent(
      BundleContext context,
      @Reference Node node,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics,
      @Reference Events events,
      @Reference EntropySource entropy,
      @Reference(
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.GREEDY)
          KeyValueStore store,
      DeliveryConfiguration configuration) {
    InboxSettings inbox = ConfiguredSettings.inbox(configuration);
    DirectSettings direct = ConfiguredSettings.direct(configuration);
    this.events = events;
    this.codecs = new Codecs("protobuf", metrics);
    drainTimeout = TimeSpan.parse(configuration.drain_timeout());
    DeliveryEnvironment environment =
        new DeliveryEnvironment(
            node.chainId(),
            clock,
            scheduler,
            metrics,
            events,
            codecs,
            localAgents,
            reputations,
            new Conversations(
                new Conversations.Settings(
                    TimeSpan.parse(configuration.conversation_window()),
                    configuration.conversation_max_partners()),
                metrics));
    replay =
        new ReplayFiles(
            node.directory("store").resolve("replay"),
            inbox.seenMax(),
            inbox.freshness().clockSkew(),
            metrics,
            events,
            clock.now());
    Optional<KeyValueStore> durable =
        Optional.ofNullable(store).filter(there -> configuration.durable());
    if (configuration.durable() && durable.isEmpty()) {
      LOG.warn(
          "there is no store: direct messages are kept in memory only, and are lost when this node stops");
    }
    delivery =
        new Delivery(
            environment,
            inbox,
            ConfiguredSettings.judging(configuration),
            ConfiguredSettings.safeguards(configuration, entropy, replay),
            ConfiguredSettings.flow(configuration),
            standing,
            ConfiguredSettings.durable(configuration),
            durable);
    delivery.reading().onOverQuota(this::overQuota);
    SerialExecutor disk = scheduler.serial("accepted messages");
    Duration sync = TimeSpan.parse(configuration.replay_sync());
    syncing =
        scheduler.scheduleWithFixedDelay(
            sync, sync, () -> disk.execute(() -> replay.sync(clock.now())));
    topics = new Topics(environment, delivery, inbox);
    messenger =
        new LocalMessenger(
            environment,
            new MessengerEnvironment(entropy, hosts, locators, pubSubs),
            delivery,
            inbox,
            direct);
    long journalBytes = ByteSize.parse(configuration.journal_max_bytes()).bytes();
    journal =
        journalBytes == 0
            ? Optional.empty()
            : Optional.of(new Journal(node.directory("logs"), journalBytes, metrics));
    journal.ifPresent(delivery.log()::add);
    registrations.add(context.registerService(Messenger.class, messenger, null));
    registrations.add(
        context.registerService(
            StreamProtocol.class,
            new DirectProtocol(environment, direct, delivery.inbox()),
            FrameworkUtil.asDictionary(Map.of("protocol.id", DirectProtocol.ID))));
    registrations.add(
        context.registerService(PeerPresenceListener.class, new PeerNews(environment), null));
    registrations.add(
        context.registerService(SwapEffects.class, (SwapEffects) delivery::effects, null));
    command(context, SendCommand.toOne(messenger, directories));
    command(context, SendCommand.toAll(messenger, directories));
    command(context, new MessagesCommand(delivery.log()));
    command(context, new TypesCommand(delivery));
  }

  private void command(BundleContext context, ControlCommand command) {
    registrations.add(context.registerService(ControlCommand.class, command, null));
  }

  /** A new configuration is for the next start: what waits now is not to be lost for it. */
  @Modified
  void modified() {
    LOG.warn("the new configuration of org.chaoschain.message.delivery counts from the next start");
  }

  @Deactivate
  void deactivate() {
    registrations.forEach(ServiceRegistration::unregister);
    topics.stop();
    messenger.stop();
    delivery.stop();
    journal.ifPresent(Journal::close);
    syncing.cancel();
    replay.close();
  }

  /** Without it all that is registered counts as part of the node. */
  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addAccounts(PluginAccounts service, Map<String, Object> properties) {
    accounts.add(service, properties);
  }

  void removeAccounts(PluginAccounts service, Map<String, Object> properties) {
    accounts.remove(properties);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addType(MessageType type, Map<String, Object> properties) {
    try {
      delivery.addType(type, Chosen.registration(properties, accounts.get()));
      topics.typesChanged();
    } catch (RuntimeException | LinkageError e) {
      refused("message type", type, e);
    }
  }

  /** Returns when nobody works in the type any more, so that its bundle can go. */
  void removeType(MessageType type, Map<String, Object> properties) {
    CompletionStage<Void> drained = delivery.removeType(Chosen.id(properties));
    topics.typesChanged();
    await(drained, "message type", type);
  }

  /** What a plugin offers is not taken; everything else goes on. */
  private void refused(String what, Object service, Throwable cause) {
    String text =
        "the %s %s is not taken: %s"
            .formatted(what, service.getClass().getName(), cause.getMessage());
    LOG.warn("{}", text);
    events.publish(
        Event.warning(
            what.replace(' ', '.') + ".refused",
            text,
            Map.of("class", service.getClass().getName())));
  }

  /** A peer that went on when it was not read any more; an honest one cannot. */
  private void overQuota(String peer) {
    if (peer.equals(Origin.OWN)) {
      return;
    }
    PeerId id = PeerId.parse(peer);
    String why =
        "it fills all that one peer may have in a queue (message.delivery.flow.peer.max.bytes)";
    reputations.get().ifPresent(judge -> judge.report(id, Offence.RATE_LIMIT, why));
    hosts.get().ifPresent(host -> host.disconnect(id, CloseReason.limit(peer + ": " + why)));
  }

  private void await(CompletionStage<Void> drained, String what, Object service) {
    try {
      drained.toCompletableFuture().get(drainTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn(
          "the {} {} is still at work after {} (message.delivery.drain.timeout); it goes all the same",
          what,
          service.getClass().getName(),
          drainTimeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.error("draining a {} failed", what, e);
    }
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addListener(MessageListener listener) {
    delivery.log().add(listener);
  }

  void removeListener(MessageListener listener) {
    delivery.log().remove(listener);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addWatch(MessageWatch watch) {
    delivery.log().watch(watch);
  }

  void removeWatch(MessageWatch watch) {
    delivery.log().unwatch(watch);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addCodec(MessageCodec codec, Map<String, Object> properties) {
    try {
      codecs.add(codec, Chosen.registration(properties, accounts.get()));
    } catch (RuntimeException | LinkageError e) {
      refused("message codec", codec, e);
    }
  }

  /** Returns when no call is in the codec any more, so that its bundle can go. */
  void removeCodec(MessageCodec codec, Map<String, Object> properties) {
    await(codecs.remove(Chosen.id(properties)), "message codec", codec);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addLocalAgents(LocalAgents agents, Map<String, Object> properties) {
    localAgents.add(agents, properties);
  }

  void removeLocalAgents(LocalAgents agents, Map<String, Object> properties) {
    localAgents.remove(properties);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addDirectory(AgentDirectory directory, Map<String, Object> properties) {
    directories.add(directory, properties);
  }

  void removeDirectory(AgentDirectory directory, Map<String, Object> properties) {
    directories.remove(properties);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addHost(Host host, Map<String, Object> properties) {
    hosts.add(host, properties);
  }

  void removeHost(Host host, Map<String, Object> properties) {
    hosts.remove(properties);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addLocator(AgentLocator locator, Map<String, Object> properties) {
    locators.add(locator, properties);
  }

  void removeLocator(AgentLocator locator, Map<String, Object> properties) {
    locators.remove(properties);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addReputation(Reputation reputation, Map<String, Object> properties) {
    reputations.add(reputation, properties);
  }

  void removeReputation(Reputation reputation, Map<String, Object> properties) {
    reputations.remove(properties);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addStanding(SenderStanding service, Map<String, Object> properties) {
    standings.add(service, properties);
  }

  void removeStanding(SenderStanding service, Map<String, Object> properties) {
    standings.remove(properties);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addPubSub(PubSub pubSub, Map<String, Object> properties) {
    pubSubs.add(pubSub, properties);
    topics.use(pubSubs.get());
  }

  void removePubSub(PubSub pubSub, Map<String, Object> properties) {
    pubSubs.remove(properties);
    topics.use(pubSubs.get());
  }
}

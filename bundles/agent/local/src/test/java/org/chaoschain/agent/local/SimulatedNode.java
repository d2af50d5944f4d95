// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.chaoschain.agent.communication.core.AgentMessages;
import org.chaoschain.agent.meme.core.Memes;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.MessageRecord;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.store.KeyValueStore;
import org.chaoschain.message.delivery.Codecs;
import org.chaoschain.message.delivery.Delivery;
import org.chaoschain.message.delivery.DeliveryEnvironment;
import org.chaoschain.message.delivery.DirectProtocol;
import org.chaoschain.message.delivery.DirectSettings;
import org.chaoschain.message.delivery.DurableSettings;
import org.chaoschain.message.delivery.InboxSettings;
import org.chaoschain.message.delivery.JudgingSettings;
import org.chaoschain.message.delivery.LocalMessenger;
import org.chaoschain.message.delivery.MessengerEnvironment;
import org.chaoschain.message.delivery.PeerNews;
import org.chaoschain.message.delivery.Safeguards;
import org.chaoschain.message.delivery.Topics;
import org.chaoschain.message.delivery.core.Generation;
import org.chaoschain.message.delivery.core.Registration;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.message.envelope.internal.ProtobufMessageCodec;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.testkit.p2p.NodeServices;
import org.chaoschain.testkit.p2p.P2pNode;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;

/** A node of the classes that the node ships, from the transport to the agents. */
final class SimulatedNode implements AutoCloseable {
  static final String CHAIN = "test";

  final P2pNode p2p;
  final Codecs codecs;
  final Delivery delivery;
  final Topics topics;
  final LocalMessenger messenger;
  final AgentHosting agents;
  final DirectProtocol direct;
  final PeerNews news;
  final List<MessageRecord> records = new ArrayList<>();
  final Map<MessageType, Long> registrations = new HashMap<>();
  private long lastRegistration;

  SimulatedNode(
      Simulation simulation,
      SimNetwork network,
      String name,
      String listen,
      Optional<Multiaddr> bootstrap,
      InboxSettings inbox,
      DirectSettings directSettings,
      HostingSettings hosting) {
    this(
        simulation,
        network,
        name,
        listen,
        bootstrap,
        inbox,
        directSettings,
        hosting,
        new Lasting(NodeServices.of(simulation), new HashMap<>(), Optional.empty()));
  }

  /**
   * What outlasts a node's restart.
   *
   * @param services with the entropy that its key comes from
   * @param keys of its agents, by name
   * @param store for direct messages
   */
  record Lasting(
      NodeServices services, Map<String, MessageSigner> keys, Optional<KeyValueStore> store) {}

  /** One that may have run before. */
  SimulatedNode(
      Simulation simulation,
      SimNetwork network,
      String name,
      String listen,
      Optional<Multiaddr> bootstrap,
      InboxSettings inbox,
      DirectSettings directSettings,
      HostingSettings hosting,
      Lasting lasting) {
    P2pNode.Plan plan = P2pNode.Plan.of(lasting.services(), network.transport(name), listen);
    p2p = bootstrap.map(plan::withBootstrap).orElse(plan).start();
    codecs = new Codecs("protobuf", simulation.metrics());
    codecs.add(new ProtobufMessageCodec(simulation.metrics()), Registration.ofNode(0, 0));
    agents =
        new AgentHosting(
            new HostingEnvironment(
                p2p.id(),
                simulation.clock(),
                simulation.scheduler(),
                simulation.metrics(),
                key ->
                    lasting
                        .keys()
                        .computeIfAbsent(
                            key, k -> Ed25519Key.ofSeed(simulation.entropy().bytes(32))),
                this::messenger,
                this::agentsChanged),
            hosting);
    DeliveryEnvironment environment =
        new DeliveryEnvironment(
            CHAIN,
            simulation.clock(),
            simulation.scheduler(),
            simulation.metrics(),
            simulation.events(),
            codecs,
            () -> Optional.of(agents));
    news = new PeerNews(environment);
    delivery =
        new Delivery(
            environment,
            inbox,
            JudgingSettings.DEFAULT,
            Safeguards.DEFAULT,
            DurableSettings.DEFAULT,
            lasting.store());
    delivery.log().add(records::add);
    topics = new Topics(environment, delivery, inbox);
    messenger =
        new LocalMessenger(
            environment,
            new MessengerEnvironment(
                simulation.entropy(),
                () -> Optional.of(p2p.host),
                () -> Optional.of(p2p.peers),
                () -> Optional.of(p2p.gossipsub)),
            delivery,
            inbox,
            directSettings);
    direct = new DirectProtocol(environment, directSettings, delivery.inbox());
    p2p.host.addProtocol(direct);
    p2p.peers.add(agents);
    add(new AgentMessages());
    add(new Memes());
    topics.use(Optional.of(p2p.gossipsub));
  }

  private Optional<org.chaoschain.api.message.Messenger> messenger() {
    return Optional.of(messenger);
  }

  private void agentsChanged() {
    p2p.peers.changed(agents);
  }

  AgentId host(Agent agent) {
    try {
      return agents.host(agent).id();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  AgentId host(String name) {
    return host(new MailboxAgent(name));
  }

  Generation add(MessageType type) {
    registrations.put(type, ++lastRegistration);
    Generation generation = delivery.addType(type, 0, lastRegistration);
    topics.typesChanged();
    return generation;
  }

  CompletionStage<Void> remove(MessageType type) {
    CompletionStage<Void> drained = delivery.removeType(registrations.remove(type));
    topics.typesChanged();
    return drained;
  }

  /** The records of one state, in order. */
  List<MessageRecord> records(MessageRecord.State state) {
    return records.stream().filter(r -> r.state() == state).toList();
  }

  /** The texts of what was delivered here, in order. */
  List<String> delivered() {
    return records(MessageRecord.State.DELIVERED).stream().map(MessageRecord::text).toList();
  }

  @Override
  public void close() {
    topics.stop();
    messenger.stop();
    delivery.stop();
    agents.stop();
    p2p.close();
  }
}

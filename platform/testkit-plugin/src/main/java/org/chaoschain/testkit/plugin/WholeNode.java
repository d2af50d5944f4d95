// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.chaoschain.agent.communication.core.AgentMessages;
import org.chaoschain.agent.local.AgentHosting;
import org.chaoschain.agent.local.HostingEnvironment;
import org.chaoschain.agent.local.HostingSettings;
import org.chaoschain.agent.meme.core.Memes;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.message.MessageRecord;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.message.Messenger;
import org.chaoschain.message.delivery.Codecs;
import org.chaoschain.message.delivery.Delivery;
import org.chaoschain.message.delivery.DeliveryEnvironment;
import org.chaoschain.message.delivery.DirectProtocol;
import org.chaoschain.message.delivery.DirectSettings;
import org.chaoschain.message.delivery.DurableSettings;
import org.chaoschain.message.delivery.FlowSettings;
import org.chaoschain.message.delivery.InboxSettings;
import org.chaoschain.message.delivery.JudgingSettings;
import org.chaoschain.message.delivery.LocalMessenger;
import org.chaoschain.message.delivery.MessengerEnvironment;
import org.chaoschain.message.delivery.Safeguards;
import org.chaoschain.message.delivery.Topics;
import org.chaoschain.message.delivery.core.Registration;
import org.chaoschain.message.envelope.EnvelopeCodecs;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.message.flow.core.SenderStanding;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.testkit.p2p.NodeServices;
import org.chaoschain.testkit.p2p.P2pNode;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;

/** A node of the classes that the node ships, from the transport to the agents, wired by hand. */
final class WholeNode implements AutoCloseable {
  static final String CHAIN = "test";

  final P2pNode p2p;
  final Delivery delivery;
  final Topics topics;
  final LocalMessenger messenger;
  final AgentHosting agents;
  final List<MessageRecord> records = new ArrayList<>();
  private final Codecs codecs;
  private final IdentityHashMap<MessageCodec, Long> codecRegistrations = new IdentityHashMap<>();
  private final IdentityHashMap<MessageType, Long> registrations = new IdentityHashMap<>();
  private long lastRegistration;
  private boolean closed;

  WholeNode(Simulation simulation, SimNetwork network, String name, Optional<Multiaddr> bootstrap) {
    this(
        simulation,
        network,
        name,
        bootstrap,
        InboxSettings.DEFAULT,
        DirectSettings.DEFAULT,
        HostingSettings.DEFAULT);
  }

  WholeNode(
      Simulation simulation,
      SimNetwork network,
      String name,
      Optional<Multiaddr> bootstrap,
      InboxSettings inbox,
      DirectSettings direct,
      HostingSettings hosting) {
    this(
        simulation,
        network,
        name,
        bootstrap,
        inbox,
        direct,
        hosting,
        FlowSettings.DEFAULT,
        Safeguards.DEFAULT);
  }

  WholeNode(
      Simulation simulation,
      SimNetwork network,
      String name,
      Optional<Multiaddr> bootstrap,
      InboxSettings inbox,
      DirectSettings direct,
      HostingSettings hosting,
      FlowSettings flow,
      Safeguards safeguards) {
    P2pNode.Plan plan =
        P2pNode.Plan.of(NodeServices.of(simulation), network.transport(name), "/memory/" + name);
    p2p = bootstrap.map(plan::withBootstrap).orElse(plan).start();
    codecs = new Codecs("protobuf", simulation.metrics());
    addCodec(EnvelopeCodecs.protobuf(simulation.metrics()));
    Map<String, MessageSigner> keys = new HashMap<>();
    agents =
        new AgentHosting(
            new HostingEnvironment(
                p2p.id(),
                simulation.clock(),
                simulation.scheduler(),
                simulation.metrics(),
                key ->
                    keys.computeIfAbsent(
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
    delivery =
        new Delivery(
            environment,
            inbox,
            JudgingSettings.DEFAULT,
            safeguards,
            flow,
            SenderStanding.NONE,
            DurableSettings.DEFAULT,
            Optional.empty());
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
            direct);
    p2p.host.addProtocol(new DirectProtocol(environment, direct, delivery.inbox()));
    p2p.peers.add(agents);
    addType(new AgentMessages());
    addType(new Memes());
    topics.use(Optional.of(p2p.gossipsub));
  }

  void addType(MessageType type) {
    delivery.addType(type, 0, ++lastRegistration);
    registrations.put(type, lastRegistration);
    topics.typesChanged();
  }

  /** Completes once nobody works in it any more. */
  CompletionStage<Void> removeType(MessageType type) {
    CompletionStage<Void> drained = delivery.removeType(registrations.remove(type));
    topics.typesChanged();
    return drained;
  }

  /** Answers whether it is of the form that is spoken; the youngest is used. */
  boolean addCodec(MessageCodec codec) {
    codecRegistrations.put(codec, ++lastRegistration);
    return codecs.add(codec, Registration.ofNode(0, lastRegistration));
  }

  /** Completes once no call is in it any more. */
  CompletionStage<Void> removeCodec(MessageCodec codec) {
    return codecs.remove(codecRegistrations.remove(codec));
  }

  /** Whether something waits for its type's handler, which is there. */
  boolean busy() {
    return delivery.types().stream()
        .anyMatch(type -> type.waiting() > type.parked() || type.inFlight() > 0);
  }

  private Optional<Messenger> messenger() {
    return Optional.of(messenger);
  }

  private void agentsChanged() {
    p2p.peers.changed(agents);
  }

  boolean closed() {
    return closed;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    topics.stop();
    messenger.stop();
    delivery.stop();
    agents.stop();
    p2p.close();
  }
}

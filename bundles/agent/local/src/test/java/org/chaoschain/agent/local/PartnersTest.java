// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.DirectSettings;
import org.chaoschain.message.delivery.InboxSettings;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.connections.core.KeeperConfig;
import org.chaoschain.p2p.connections.core.PeerKeeper;
import org.chaoschain.p2p.connections.core.Tags;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whole nodes in virtual time: the agents that were in conversation with a peer's agents hear once
 * that it is gone and once that it is back, in order with their messages.
 */
class PartnersTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration LOST = KeeperConfig.DEFAULTS.lostAfter();

  private final Simulation simulation = new Simulation();
  private final SimNetwork network =
      new SimNetwork(simulation, LinkSettings.DEFAULT.withLatency(Duration.ofMillis(5)));
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final List<PeerKeeper> keepers = new ArrayList<>();
  private final Diary ada = new Diary("ada");
  private final Diary eve = new Diary("eve");
  private final Diary bob = new Diary("bob");
  private SimulatedNode here;
  private SimulatedNode there;
  private AgentId adaId;
  private AgentId bobId;

  /** An agent that writes down what it is told. */
  private static final class Diary implements Agent {
    final List<String> pages = new ArrayList<>();
    private final String name;
    Set<AgentId> partners = Set.of();

    Diary(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void onMessage(SignedMessage message) {
      Payload.AgentCommunication said = (Payload.AgentCommunication) message.message().payload();
      pages.add(((Content.Status) said.content()).text());
    }

    @Override
    public void onPartnersLost(Set<AgentId> lost, String reason) {
      partners = lost;
      pages.add("lost");
    }

    @Override
    public void onPartnersBack(Set<AgentId> back) {
      partners = back;
      pages.add("back");
    }
  }

  @BeforeEach
  void start() {
    here = start("here");
    there = start("there");
    adaId = here.host(ada);
    here.host(eve);
    bobId = there.host(bob);
    simulation.await(() -> connections() > 0, SOON);
    simulation.runFor(Duration.ofSeconds(5));
  }

  private SimulatedNode start(String name) {
    Optional<Multiaddr> bootstrap =
        nodes.isEmpty() ? Optional.empty() : Optional.of(nodes.get(0).p2p.addresses().get(0));
    SimulatedNode node =
        new SimulatedNode(
            simulation,
            network,
            name,
            "/memory/" + (nodes.size() + 1),
            bootstrap,
            InboxSettings.DEFAULT,
            DirectSettings.DEFAULT,
            HostingSettings.DEFAULT);
    nodes.add(node);
    PeerKeeper keeper =
        new PeerKeeper(
            KeeperConfig.DEFAULTS.withPeers(0, 8, 8),
            node.p2p.host,
            node.p2p.host.peerStore(),
            new Tags(10, 4, simulation.metrics()),
            simulation.clock(),
            simulation.scheduler(),
            simulation.newRandom(),
            simulation.metrics(),
            simulation.events());
    keeper.addPresenceListener(node.news);
    node.p2p.host.addConnectionListener(keeper);
    keepers.add(keeper);
    simulation.await(() -> !node.p2p.host.listenAddresses().isEmpty(), SOON);
    return node;
  }

  @AfterEach
  void stop() {
    keepers.forEach(PeerKeeper::stop);
    nodes.forEach(SimulatedNode::close);
    simulation.runFor(Duration.ofMinutes(3));
    simulation.assertNoLeaks();
  }

  private long connections() {
    return here.p2p.host.connections().size();
  }

  private void say(SimulatedNode from, AgentId who, AgentId to, String text) {
    simulation.await(
        from.messenger.send(who, to, new Content.Status("", text), SendOptions.DEFAULT), SOON);
  }

  private void partNodes() {
    network.partition(List.of("there"));
    network.cut("here", "there");
    simulation.await(() -> connections() == 0, SOON);
  }

  private void reunite() {
    network.heal();
    simulation.await(() -> connections() > 0, Duration.ofMinutes(10));
    simulation.runFor(Duration.ofSeconds(1));
  }

  @Test
  void who_was_in_conversation_hears_of_loss_and_return_once_in_order_with_the_messages() {
    say(here, adaId, bobId, "hello");
    say(there, bobId, adaId, "hello yourself");
    partNodes();
    assertThat(ada.pages).as("it may be back in a moment").containsExactly("hello yourself");
    simulation.runFor(LOST.plusSeconds(1));
    assertThat(ada.pages).containsExactly("hello yourself", "lost");
    assertThat(ada.partners).containsExactly(bobId);
    assertThat(bob.pages).containsExactly("hello", "lost");
    assertThat(bob.partners).containsExactly(adaId);
    simulation.runFor(Duration.ofMinutes(2));
    reunite();
    say(there, bobId, adaId, "there again");
    assertThat(ada.pages).containsExactly("hello yourself", "lost", "back", "there again");
    assertThat(bob.pages).containsExactly("hello", "lost", "back");
    assertThat(eve.pages).as("who has spoken with nobody there").isEmpty();
  }

  @Test
  void who_has_only_sent_hears_of_it_too() {
    say(here, adaId, bobId, "hello");
    partNodes();
    simulation.runFor(LOST.plusSeconds(1));
    assertThat(ada.pages).containsExactly("lost");
  }

  @Test
  void what_is_sent_after_the_loss_tells_it_no_second_time() {
    say(here, adaId, bobId, "hello");
    partNodes();
    simulation.runFor(LOST.plusSeconds(1));
    simulation.awaitFailure(
        here.messenger.send(adaId, bobId, new Content.Status("", "still?"), SendOptions.DEFAULT),
        SOON.plus(SendOptions.DEFAULT.timeToLive())); // it is tried for as long as it lives
    simulation.runFor(Duration.ofMinutes(1));
    assertThat(ada.pages).containsExactly("lost");
  }

  @Test
  void a_peer_that_flaps_is_not_lost() {
    say(here, adaId, bobId, "hello");
    for (int i = 0; i < 5; i++) {
      here.p2p.host.disconnect(there.p2p.id(), CloseReason.connectionLost("flapping"));
      simulation.await(() -> connections() == 0, SOON);
      simulation.runFor(LOST.dividedBy(4));
      simulation.await(here.p2p.connect(there.p2p), SOON);
      simulation.runFor(LOST.dividedBy(4));
    }
    simulation.runFor(LOST.plusSeconds(1));
    assertThat(ada.pages).isEmpty();
    assertThat(bob.pages).containsExactly("hello");
  }

  @Test
  void of_several_connections_only_the_end_of_the_last_one_is_a_loss() {
    say(here, adaId, bobId, "hello");
    here.p2p.host.disconnect(there.p2p.id(), CloseReason.LOCAL);
    simulation.await(() -> connections() == 0, SOON);
    var first = here.p2p.connect(there.p2p);
    var second = there.p2p.connect(here.p2p);
    simulation.await(first, SOON);
    simulation.await(second, SOON);
    simulation.await(() -> connections() == 2, SOON);
    here.p2p.host.connections().get(0).close(CloseReason.LOCAL);
    simulation.runFor(LOST.plusSeconds(1));
    assertThat(connections()).isEqualTo(1);
    assertThat(ada.pages).isEmpty();
    partNodes();
    simulation.runFor(LOST.plusSeconds(1));
    assertThat(ada.pages).containsExactly("lost");
  }

  @Test
  void a_conversation_that_was_over_long_ago_counts_no_more() {
    say(here, adaId, bobId, "hello");
    simulation.runFor(Duration.ofMinutes(11));
    partNodes();
    simulation.runFor(LOST.plusSeconds(1));
    assertThat(ada.pages).isEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.DeliveryException;
import org.chaoschain.api.message.MessageRecord;
import org.chaoschain.api.message.MessageRecord.State;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.message.delivery.core.Conversations;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.message.flow.core.RateSettings;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.api.pubsub.PubSub;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.api.reputation.Offence;
import org.chaoschain.p2p.api.reputation.Reputation;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** A running node holds peers and agents to their rates, those of others and its own. */
class RateLimitsTest {
  private static final Ed25519Key ADA = Node.agent(1);
  private static final Ed25519Key BOB = Node.agent(2);
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Simulation simulation = new Simulation();

  private Node node(RateSettings rates) {
    Node node = new Node(simulation, Safeguards.DEFAULT.withRates(rates));
    node.delivery.addType(new TextType("agent"), 0, 1);
    return node;
  }

  private Outcome receive(Node node, Bytes wire, String peer) {
    Arrival arrival = node.delivery.inbox().receive(wire, new Origin.Gossip("agents", peer));
    return simulation.await(arrival.handled(), SOON);
  }

  private static Refusal refusal(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Refused.class);
    return ((Refused) outcome).refusal();
  }

  @Test
  void what_a_peer_forwards_too_fast_is_not_even_read_and_other_peers_are_served() {
    Node node = node(Speed.rates(Speed.messages(2), Speed.free(), Speed.free()));
    assertThat(receive(node, node.status(ADA, "one").wire(), "fast")).isEqualTo(Taken.ACCEPTED);
    assertThat(receive(node, node.status(ADA, "two").wire(), "fast")).isEqualTo(Taken.ACCEPTED);
    Bytes three = node.status(ADA, "three").wire();
    assertThat(refusal(receive(node, three, "fast"))).isEqualTo(Refusal.PEER_RATE);
    assertThat(refusal(receive(node, Bytes.copyOf((byte) 1), "fast")))
        .as("bytes that nobody has looked at")
        .isEqualTo(Refusal.PEER_RATE);
    assertThat(node.verified).hasValue(2);
    assertThat(receive(node, three, "slow")).isEqualTo(Taken.ACCEPTED);
  }

  @Test
  void a_message_too_large_is_refused_as_such_and_takes_nothing_of_the_rate() {
    Node node = node(Speed.rates(Speed.messages(1), Speed.free(), Speed.free()));
    assertThat(refusal(receive(node, Bytes.wrap(new byte[262_145]), "peer")))
        .isEqualTo(Refusal.TOO_LARGE);
    assertThat(receive(node, node.status(ADA, "one").wire(), "peer")).isEqualTo(Taken.ACCEPTED);
  }

  @Test
  void what_an_agent_says_too_fast_is_refused_whoever_brings_it_and_taken_later() {
    Node node = node(Speed.rates(Speed.free(), Speed.messages(1), Speed.free()));
    assertThat(receive(node, node.status(ADA, "one").wire(), "a")).isEqualTo(Taken.ACCEPTED);
    Bytes two = node.status(ADA, "two").wire();
    Refused refused = (Refused) receive(node, two, "b");
    assertThat(refused.refusal()).isEqualTo(Refusal.AGENT_RATE);
    assertThat(refused.senderAtFault()).isFalse();
    assertThat(receive(node, node.status(BOB, "hi").wire(), "b")).isEqualTo(Taken.ACCEPTED);
    simulation.runFor(refused.retryAfter());
    assertThat(receive(node, two, "b")).isEqualTo(Taken.ACCEPTED);
  }

  @Test
  void a_forged_signature_uses_up_nothing_of_the_agent_that_it_names() {
    Node node = node(Speed.rates(Speed.free(), Speed.messages(1), Speed.free()));
    byte[] forged = node.status(ADA, "forged").wire().toArray();
    forged[forged.length - 1] ^= 1;
    assertThat(refusal(receive(node, Bytes.wrap(forged), "mallory"))).isEqualTo(Refusal.SIGNATURE);
    assertThat(receive(node, node.status(ADA, "true").wire(), "a")).isEqualTo(Taken.ACCEPTED);
  }

  @Test
  void an_agent_has_a_rate_for_each_type() {
    Node node = node(Speed.rates(Speed.free(), Speed.free(), Speed.messages(1)));
    assertThat(receive(node, node.status(ADA, "one").wire(), "a")).isEqualTo(Taken.ACCEPTED);
    assertThat(refusal(receive(node, node.status(ADA, "two").wire(), "a")))
        .isEqualTo(Refusal.TYPE_RATE);
    assertThat(receive(node, node.extension(ADA, "art", "x").wire(), "a")).isEqualTo(Taken.PARKED);
  }

  @Test
  void a_flood_of_an_agent_leaves_some_records_and_the_next_one_says_how_many_there_were() {
    Node node = node(Speed.rates(Speed.free(), Speed.messages(1), Speed.free()));
    for (int i = 0; i < 200; i++) {
      receive(node, node.status(ADA, "n" + i).wire(), "a");
    }
    simulation.runUntilIdle();
    List<MessageRecord> failed = node.records(State.FAILED);
    assertThat(failed).hasSize(10);
    assertThat(simulation.metrics().count("message.delivery.losses.unrecorded")).isEqualTo(189);
    simulation.runFor(Duration.ofSeconds(1));
    receive(node, node.status(ADA, "taken").wire(), "a");
    receive(node, node.status(ADA, "lost").wire(), "a");
    simulation.runUntilIdle();
    assertThat(node.records(State.FAILED).get(10).detail())
        .contains("message.delivery.rate.agent")
        .contains("189 more broadcasts were lost");
  }

  /** Notes what is published, and who is reported. */
  private static final class Surroundings implements PubSub, Reputation {
    final List<Bytes> published = new ArrayList<>();
    final List<String> reports = new ArrayList<>();
    TopicSubscriber subscriber;

    @Override
    public Cancellable subscribe(String topic, TopicSubscriber subscriber) {
      if (topic.endsWith("/agents")) {
        this.subscriber = subscriber;
      }
      return () -> false;
    }

    @Override
    public int publish(String topic, Bytes data) {
      published.add(data);
      return 1;
    }

    @Override
    public void reading(PeerId peer, boolean wanted) {}

    @Override
    public Set<PeerId> subscribers(String topic) {
      return Set.of();
    }

    @Override
    public void report(PeerId peer, Offence offence, String seen) {
      reports.add(peer + " " + offence);
    }

    @Override
    public double score(PeerId peer) {
      return 0;
    }

    @Override
    public boolean banned(PeerId peer) {
      return false;
    }
  }

  private static PeerId peer(int number) {
    return PeerId.fromPublicKey(new PublicKey(KeyType.ED25519, Node.agent(number).publicKey()));
  }

  private DeliveryEnvironment environment(Node node, Surroundings surroundings) {
    DeliveryEnvironment e = node.environment;
    return new DeliveryEnvironment(
        e.chainId(),
        e.clock(),
        e.scheduler(),
        e.metrics(),
        e.events(),
        e.codec(),
        e.agents(),
        () -> Optional.of(surroundings),
        new Conversations(Conversations.Settings.DEFAULT, e.metrics()));
  }

  @Test
  void the_peer_that_is_too_fast_is_reported_and_those_who_bring_the_same_are_not_rejected() {
    Node node = node(Speed.rates(Speed.messages(1), Speed.free(), Speed.free()));
    Surroundings surroundings = new Surroundings();
    new Topics(environment(node, surroundings), node.delivery, InboxSettings.DEFAULT)
        .use(Optional.of(surroundings));
    PeerId fast = peer(7);
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      CompletionStage<Verdict> verdict =
          surroundings.subscriber.onMessage(node.status(ADA, "n" + i).wire(), fast);
      verdicts.add(simulation.await(verdict, SOON));
    }
    assertThat(verdicts.get(0)).isEqualTo(Verdict.ACCEPT);
    assertThat(verdicts.subList(1, 50)).containsOnly(Verdict.THROTTLE);
    assertThat(surroundings.reports).containsExactly(fast + " " + Offence.RATE_LIMIT);
  }

  private LocalMessenger messenger(Node node, Surroundings surroundings) {
    node.hosted.put(ADA.agent(), ADA);
    return new LocalMessenger(
        environment(node, surroundings),
        new MessengerEnvironment(
            simulation.entropy(),
            Optional::empty,
            Optional::empty,
            () -> Optional.of(surroundings)),
        node.delivery,
        InboxSettings.DEFAULT,
        DirectSettings.DEFAULT);
  }

  @Test
  void an_agent_of_this_node_is_refused_before_anything_leaves_and_counted_once() {
    Node node = node(Speed.rates(Speed.free(), Speed.messages(2), Speed.free()));
    Surroundings surroundings = new Surroundings();
    LocalMessenger messenger = messenger(node, surroundings);
    Content said = new Content.Status("", "hello");
    Payload all = new Payload.AgentCommunication(ADA.agent(), Optional.empty(), said);
    for (int i = 0; i < 2; i++) {
      simulation.await(messenger.broadcast(ADA.agent(), all, SendOptions.DEFAULT), SOON);
    }
    Throwable failure =
        simulation.awaitFailure(messenger.broadcast(ADA.agent(), all, SendOptions.DEFAULT), SOON);
    assertThat(failure)
        .isInstanceOf(DeliveryException.class)
        .hasMessageContaining("message.delivery.rate.agent")
        .hasMessageContaining("try again in");
    assertThat(((DeliveryException) failure).reason()).isEqualTo(DeliveryException.Reason.BUSY);
    assertThat(surroundings.published).hasSize(2);
    simulation.runUntilIdle();
    assertThat(node.delivered()).as("handled here as well").hasSize(2);
    assertThat(node.records(State.SENT)).hasSize(2);
  }

  @Test
  void a_direct_message_within_this_node_is_held_to_the_rate_too() {
    Node node = node(Speed.rates(Speed.free(), Speed.messages(1), Speed.free()));
    node.mailboxes.put(BOB.agent(), new ArrayList<>());
    LocalMessenger messenger = messenger(node, new Surroundings());
    Content said = new Content.Status("", "psst");
    simulation.await(messenger.send(ADA.agent(), BOB.agent(), said, SendOptions.DEFAULT), SOON);
    Throwable failure =
        simulation.awaitFailure(
            messenger.send(ADA.agent(), BOB.agent(), said, SendOptions.DEFAULT), SOON);
    assertThat(((DeliveryException) failure).reason()).isEqualTo(DeliveryException.Reason.BUSY);
    assertThat(node.mailboxes.get(BOB.agent())).hasSize(1);
    assertThat(simulation.metrics().count("message.delivery.send.failures", "reason", "BUSY"))
        .isEqualTo(1);
  }
}

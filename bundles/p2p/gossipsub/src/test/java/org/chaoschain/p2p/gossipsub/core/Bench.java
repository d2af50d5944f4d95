// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.PubSubIncident;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.gossipsub.core.Action.Lane;
import org.chaoschain.testkit.sim.RecordedMetrics;

/** One router among peers that are played by the test: what they send, and what it does. */
final class Bench {
  static final String TOPIC = "t";

  final RecordedMetrics metrics = new RecordedMetrics();
  final GossipRouter router;
  final GossipConfig config;
  final List<Action> actions = new ArrayList<>();
  long now;

  Bench(GossipConfig config) {
    this(config, PeerRecords.NONE, SignaturePolicy.STRICT_NO_SIGN);
  }

  Bench(GossipConfig config, PeerRecords records, SignaturePolicy signing) {
    this.config = config;
    this.router =
        new GossipRouter(
            RouterNetwork.peer(9999),
            config,
            signing,
            records,
            peer -> 0,
            new SplittableRandom(7),
            new GossipMeters(config.limits(), metrics));
  }

  /** As small as the meshes of most tests: D 3, 2 to 4, one of them dialled. */
  static MeshConfig smallMesh() {
    MeshConfig d = MeshConfig.DEFAULT;
    return new MeshConfig(
        3,
        2,
        4,
        2,
        1,
        2,
        0.25,
        5,
        3,
        d.heartbeat(),
        d.fanoutTime(),
        d.pruneBackoff(),
        d.unsubscribeBackoff(),
        d.maxBackoff(),
        d.graftFloodThreshold(),
        d.opportunisticGraftTime(),
        2,
        d.directConnectTime(),
        d.iwantTime(),
        false,
        true,
        1024);
  }

  static Bench small() {
    return new Bench(GossipConfig.DEFAULT.withMesh(smallMesh()));
  }

  /** Takes what the router wants done since the last call. */
  List<Action> take() {
    List<Action> taken = List.copyOf(actions);
    actions.clear();
    return taken;
  }

  PeerId up(int number, MeshProtocol protocol, boolean outbound, String... topics) {
    PeerId peer = RouterNetwork.peer(number);
    actions.addAll(router.peerUp(new PeerFacts(peer, protocol, outbound, List.of()), now));
    if (topics.length > 0) {
      receive(
          peer,
          Rpc.subscriptions(
              Arrays.stream(topics).map(topic -> new Rpc.Subscription(topic, true)).toList()));
    }
    return peer;
  }

  PeerId up(int number) {
    return up(number, MeshProtocol.GOSSIPSUB_1_2, true, TOPIC);
  }

  void receive(PeerId from, Rpc rpc) {
    actions.addAll(router.received(from, rpc, now));
  }

  void receive(PeerId from, Rpc.Control control) {
    receive(from, Rpc.of(control));
  }

  void graft(PeerId from) {
    receive(from, Rpc.Control.mesh(List.of(TOPIC), List.of()));
  }

  void subscribe(String topic) throws Exception {
    actions.addAll(router.subscribe(topic, now));
  }

  static Message message(String text) {
    return new Message(TOPIC, RouterNetwork.data(text));
  }

  /** A message that comes from a peer and gets a verdict. */
  void deliver(PeerId from, Message message, Verdict verdict) {
    receive(from, Rpc.of(message));
    actions.addAll(router.judged(message.contentId(), verdict, now));
  }

  MessageId publish(String text) throws Exception {
    actions.addAll(router.publish(TOPIC, RouterNetwork.data(text), now));
    return message(text).contentId();
  }

  void publish(Bytes data) throws Exception {
    actions.addAll(router.publish(TOPIC, data, now));
  }

  void pass(Duration time) {
    now += time.toNanos();
  }

  void heartbeats(int count) {
    for (int i = 0; i < count; i++) {
      pass(config.mesh().heartbeat());
      actions.addAll(router.heartbeat(now));
    }
  }

  Set<PeerId> mesh() {
    return router.mesh(TOPIC);
  }

  double score(PeerId peer) {
    return router.score(peer, now);
  }

  static List<Action.Send> sends(List<Action> actions, PeerId to) {
    return actions.stream()
        .filter(Action.Send.class::isInstance)
        .map(Action.Send.class::cast)
        .filter(send -> send.peer().equals(to))
        .toList();
  }

  static List<PeerId> receivers(List<Action> actions, MessageId id) {
    List<PeerId> receivers = new ArrayList<>();
    for (Action action : actions) {
      if (action instanceof Action.Send send
          && send.rpc().messages().stream().anyMatch(m -> m.contentId().equals(id))) {
        receivers.add(send.peer());
      }
    }
    return receivers;
  }

  static List<Rpc.Prune> prunes(List<Action> actions, PeerId to) {
    return sends(actions, to).stream().flatMap(s -> s.rpc().control().prune().stream()).toList();
  }

  static boolean grafts(List<Action> actions, PeerId to) {
    return sends(actions, to).stream().anyMatch(s -> !s.rpc().control().graft().isEmpty());
  }

  static List<MessageId> asked(List<Action> actions, PeerId to) {
    return sends(actions, to).stream().flatMap(s -> s.rpc().control().iwant().stream()).toList();
  }

  static List<MessageId> told(List<Action> actions, PeerId to) {
    return sends(actions, to).stream()
        .flatMap(s -> s.rpc().control().ihave().stream())
        .flatMap(ihave -> ihave.ids().stream())
        .toList();
  }

  static List<PubSubIncident.Kind> incidents(List<Action> actions) {
    return actions.stream()
        .filter(Action.Raise.class::isInstance)
        .map(action -> ((Action.Raise) action).incident().kind())
        .toList();
  }

  static void assertOneLane(Action.Send send) {
    Rpc rpc = send.rpc();
    boolean state =
        !rpc.subscriptions().isEmpty()
            || !rpc.control().graft().isEmpty()
            || !rpc.control().prune().isEmpty();
    boolean gossip =
        !rpc.control().ihave().isEmpty()
            || !rpc.control().iwant().isEmpty()
            || !rpc.control().idontwant().isEmpty();
    boolean messages = !rpc.messages().isEmpty();
    assertThat(state).isEqualTo(send.lane() == Lane.STATE);
    assertThat(gossip).isEqualTo(send.lane() == Lane.GOSSIP);
    assertThat(messages).isEqualTo(send.lane() == Lane.PAYLOAD || send.lane() == Lane.ANSWER);
  }
}

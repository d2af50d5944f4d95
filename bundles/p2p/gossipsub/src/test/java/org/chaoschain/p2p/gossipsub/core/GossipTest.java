// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chaoschain.p2p.gossipsub.core.Bench.TOPIC;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.PubSubIncident.Kind;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.gossipsub.core.Action.Lane;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way of messages, and gossip about them, with its bounds. */
class GossipTest {
  private static final Bytes LARGE = Bytes.wrap(new byte[1024]);

  private final Bench bench = Bench.small();
  private PeerId a;
  private PeerId b;

  /** Outside the mesh: it came when the mesh was large enough. */
  private PeerId c;

  @BeforeEach
  void two_peers_in_the_mesh_and_one_outside() throws Exception {
    bench.subscribe(TOPIC);
    a = bench.up(1);
    b = bench.up(2);
    c = bench.up(3);
    assertThat(bench.mesh()).containsExactlyInAnyOrder(a, b);
    bench.take();
  }

  private static List<MessageId> ids(int count) {
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(Bench.message("unseen " + i).contentId());
    }
    return ids;
  }

  private void advertise(PeerId from, List<MessageId> ids) {
    bench.receive(from, Rpc.Control.ihave(TOPIC, ids));
  }

  @Test
  void a_good_message_goes_to_the_mesh_but_not_to_those_that_have_sent_it() {
    Message message = Bench.message("x");
    bench.receive(a, Rpc.of(message));
    assertThat(bench.take()).containsExactly(new Action.Judge(message.contentId(), message, a));
    bench.deliver(b, message, Verdict.ACCEPT);
    assertThat(bench.take()).isEmpty();
    Message other = Bench.message("y");
    bench.deliver(a, other, Verdict.ACCEPT);
    assertThat(Bench.receivers(bench.take(), other.contentId())).containsExactly(b);
    assertThat(bench.metrics.count("p2p.gossipsub.duplicates")).isEqualTo(1);
  }

  @Test
  void ignored_and_rejected_messages_go_nowhere_and_are_not_judged_again() {
    for (Verdict verdict : List.of(Verdict.IGNORE, Verdict.REJECT)) {
      Message message = Bench.message(verdict.name());
      bench.deliver(a, message, verdict);
      bench.take();
      bench.deliver(c, message, Verdict.ACCEPT);
      assertThat(bench.take()).noneMatch(Action.Send.class::isInstance);
    }
    assertThat(bench.score(a)).isNegative();
    assertThat(bench.score(c)).describedAs("it sent the rejected one again").isNegative();
  }

  @Test
  void whoever_sends_a_rejected_message_is_punished_also_while_it_was_judged() {
    Message message = Bench.message("x");
    bench.receive(a, Rpc.of(message));
    bench.receive(b, Rpc.of(message));
    bench.take();
    bench.actions.addAll(bench.router.judged(message.contentId(), Verdict.REJECT, bench.now));
    assertThat(bench.score(a)).isNegative();
    assertThat(bench.score(b)).isNegative();
    assertThat(Bench.incidents(bench.take()))
        .containsExactly(Kind.INVALID_MESSAGE, Kind.INVALID_MESSAGE);
  }

  @Test
  void own_messages_go_to_all_subscribers_unless_their_score_is_below_the_threshold()
      throws Exception {
    Bench flooding = new Bench(GossipConfig.DEFAULT);
    flooding.subscribe(TOPIC);
    List<PeerId> peers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      peers.add(flooding.up(i));
    }
    for (int i = 0; i < 3; i++) {
      flooding.deliver(peers.get(0), Bench.message("bad" + i), Verdict.REJECT);
    }
    flooding.take();
    MessageId id = flooding.publish("x");
    assertThat(Bench.receivers(flooding.take(), id))
        .containsExactlyInAnyOrderElementsOf(peers.subList(1, 20));
  }

  @Test
  void without_flood_publishing_own_messages_go_to_the_mesh_or_to_a_fanout_that_stays()
      throws Exception {
    MessageId id = bench.publish("x");
    assertThat(Bench.receivers(bench.take(), id)).containsExactlyInAnyOrder(a, b);
    for (int i = 10; i < 20; i++) {
      bench.up(i, MeshProtocol.GOSSIPSUB_1_1, true, "other");
    }
    bench.take();
    bench.actions.addAll(bench.router.publish("other", RouterNetwork.data("1"), bench.now));
    List<PeerId> first = bench.take().stream().map(s -> ((Action.Send) s).peer()).toList();
    assertThat(first).hasSize(3);
    bench.actions.addAll(bench.router.publish("other", RouterNetwork.data("2"), bench.now));
    assertThat(bench.take().stream().map(s -> ((Action.Send) s).peer()).toList())
        .containsExactlyInAnyOrderElementsOf(first);
    bench.subscribe("other");
    assertThat(bench.router.mesh("other")).containsExactlyInAnyOrderElementsOf(first);
  }

  @Test
  void what_is_published_twice_or_too_large_goes_nowhere() throws Exception {
    bench.publish("x");
    bench.take();
    bench.publish("x");
    assertThat(bench.take()).isEmpty();
    assertThatThrownBy(() -> bench.publish(Bytes.wrap(new byte[262_145])))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("p2p.gossipsub.max.data");
  }

  @Test
  void peers_outside_the_mesh_are_told_three_heartbeats_long_and_can_ask_for_five() {
    Message message = Bench.message("x");
    bench.deliver(a, message, Verdict.ACCEPT);
    bench.take();
    for (int heartbeat = 1; heartbeat <= 6; heartbeat++) {
      bench.heartbeats(1);
      List<Action> actions = bench.take();
      assertThat(Bench.told(actions, c).contains(message.contentId()))
          .describedAs("heartbeat %d", heartbeat)
          .isEqualTo(heartbeat <= 3 && !bench.mesh().contains(c));
      PeerId asker = bench.up(100 + heartbeat, MeshProtocol.GOSSIPSUB_1_1, false);
      bench.take();
      bench.receive(asker, Rpc.Control.iwant(List.of(message.contentId())));
      assertThat(Bench.receivers(bench.take(), message.contentId())).hasSize(heartbeat < 5 ? 1 : 0);
    }
  }

  @Test
  void a_peer_that_came_into_the_mesh_is_told_what_it_may_have_missed() {
    Message message = Bench.message("x");
    bench.deliver(a, message, Verdict.ACCEPT);
    bench.graft(c);
    bench.take();
    bench.heartbeats(1);
    assertThat(Bench.told(bench.take(), c)).containsExactly(message.contentId());
    bench.heartbeats(1);
    assertThat(Bench.told(bench.take(), c)).describedAs("once").isEmpty();
  }

  @Test
  void unseen_messages_are_asked_for_and_seen_ones_are_not() {
    Message seen = Bench.message("seen");
    bench.deliver(a, seen, Verdict.ACCEPT);
    bench.take();
    List<MessageId> ids = new ArrayList<>(ids(3));
    ids.add(seen.contentId());
    advertise(c, ids);
    List<Action> actions = bench.take();
    assertThat(Bench.asked(actions, c)).containsExactlyInAnyOrderElementsOf(ids(3));
    actions.forEach(action -> Bench.assertOneLane((Action.Send) action));
    bench.receive(c, Rpc.Control.ihave("unknown", ids(5)));
    assertThat(bench.take()).isEmpty();
  }

  @Test
  void ihave_are_read_up_to_their_number_in_a_heartbeat() {
    for (int i = 0; i < 12; i++) {
      advertise(c, List.of(Bench.message("m" + i).contentId()));
    }
    List<Action> actions = bench.take();
    assertThat(Bench.asked(actions, c)).hasSize(10);
    assertThat(Bench.incidents(actions)).containsExactly(Kind.IHAVE_FLOOD);
    assertThat(bench.metrics.refusals("p2p.gossipsub.max.ihave")).isEqualTo(2);
    bench.heartbeats(1);
    bench.take();
    advertise(c, List.of(Bench.message("next").contentId()));
    assertThat(Bench.asked(bench.take(), c)).hasSize(1);
  }

  @Test
  void ids_in_ihave_are_read_up_to_their_number_in_a_heartbeat() {
    advertise(c, ids(3000));
    advertise(c, ids(6000).subList(3000, 6000));
    List<Action> actions = bench.take();
    assertThat(Bench.asked(actions, c)).hasSize(5000);
    assertThat(Bench.incidents(actions)).containsExactly(Kind.IHAVE_FLOOD);
    assertThat(bench.metrics.refusals("p2p.gossipsub.max.ihave.ids")).isEqualTo(1000);
  }

  @Test
  void a_promise_that_is_broken_is_punished_and_one_that_is_kept_is_not() {
    Message kept = Bench.message("kept");
    advertise(b, List.of(kept.contentId()));
    advertise(c, ids(1));
    bench.deliver(a, kept, Verdict.ACCEPT);
    bench.take();
    bench.heartbeats(2);
    assertThat(Bench.incidents(bench.take())).isEmpty();
    bench.heartbeats(1);
    assertThat(Bench.incidents(bench.take())).containsExactly(Kind.BROKEN_PROMISE);
    for (int i = 0; i < 8; i++) {
      advertise(c, List.of(Bench.message("p" + i).contentId()));
    }
    bench.heartbeats(4);
    assertThat(bench.score(c)).isLessThan(-100);
    assertThat(bench.score(b)).isNotNegative();
  }

  @Test
  void one_message_is_given_to_one_peer_three_times_at_most() {
    Message message = Bench.message("x");
    bench.deliver(a, message, Verdict.ACCEPT);
    bench.take();
    for (int i = 0; i < 5; i++) {
      bench.receive(c, Rpc.Control.iwant(List.of(message.contentId(), message.contentId())));
    }
    List<Action> actions = bench.take();
    assertThat(Bench.receivers(actions, message.contentId())).containsExactly(c, c, c);
    assertThat(Bench.sends(actions, c)).allMatch(send -> send.lane() == Lane.ANSWER);
    assertThat(Bench.incidents(actions)).containsExactly(Kind.IWANT_FLOOD);
    assertThat(bench.metrics.refusals("p2p.gossipsub.max.retransmissions")).isEqualTo(2);
  }

  @Test
  void iwant_are_read_up_to_their_number_in_a_heartbeat() {
    bench.receive(c, Rpc.Control.iwant(ids(5001)));
    List<Action> actions = bench.take();
    assertThat(Bench.incidents(actions)).containsExactly(Kind.IWANT_FLOOD);
    assertThat(bench.metrics.refusals("p2p.gossipsub.max.iwant.ids")).isEqualTo(1);
  }

  @Test
  void answers_are_split_so_that_none_is_larger_than_an_rpc() throws Exception {
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Message message = new Message(TOPIC, Bytes.wrap(new byte[250_000 + i]));
      bench.deliver(a, message, Verdict.ACCEPT);
      ids.add(message.contentId());
    }
    bench.take();
    bench.receive(c, Rpc.Control.iwant(ids));
    List<Action.Send> answers = Bench.sends(bench.take(), c);
    RpcCodec codec = new RpcCodec(GossipLimits.DEFAULT, bench.metrics);
    assertThat(answers.size()).isGreaterThan(2);
    assertThat(answers)
        .allSatisfy(send -> assertThat(codec.encode(send.rpc()).length).isLessThan(1 << 20));
    assertThat(answers.stream().mapToInt(send -> send.rpc().messages().size()).sum()).isEqualTo(10);
  }

  @Test
  void gossip_is_neither_sent_to_nor_heard_from_peers_below_the_gossip_threshold() {
    Message message = Bench.message("x");
    bench.deliver(a, message, Verdict.ACCEPT);
    bench.deliver(c, Bench.message("1"), Verdict.REJECT);
    bench.deliver(c, Bench.message("2"), Verdict.REJECT);
    bench.deliver(c, Bench.message("3"), Verdict.REJECT);
    assertThat(bench.score(c)).isBetween(-100.0, -40.0);
    bench.take();
    advertise(c, ids(3));
    bench.receive(c, Rpc.Control.iwant(List.of(message.contentId())));
    assertThat(bench.take()).isEmpty();
    bench.heartbeats(1);
    assertThat(Bench.told(bench.take(), c)).isEmpty();
  }

  @Test
  void nothing_is_heard_of_a_graylisted_peer_and_it_is_told_once() {
    for (int i = 0; i < 4; i++) {
      bench.deliver(c, Bench.message("bad" + i), Verdict.REJECT);
    }
    bench.take();
    Message message = Bench.message("x");
    bench.receive(c, Rpc.of(message));
    bench.receive(c, Rpc.of(message));
    assertThat(Bench.incidents(bench.take())).containsExactly(Kind.GRAYLISTED);
    bench.deliver(a, message, Verdict.ACCEPT);
    assertThat(Bench.receivers(bench.take(), message.contentId()))
        .describedAs("what it sent was not seen")
        .containsExactly(b);
    assertThat(bench.metrics.count("p2p.gossipsub.graylisted")).isEqualTo(2);
  }

  @Test
  void idontwant_goes_to_the_mesh_at_once_for_large_messages_and_not_to_older_peers() {
    PeerId old = bench.up(4, MeshProtocol.GOSSIPSUB_1_1, true, TOPIC);
    bench.graft(old);
    bench.take();
    Message large = new Message(TOPIC, LARGE);
    bench.receive(a, Rpc.of(large));
    List<Action> actions = bench.take();
    assertThat(Bench.sends(actions, b).get(0).rpc().control().idontwant())
        .containsExactly(large.contentId());
    assertThat(Bench.sends(actions, a)).describedAs("it has sent it").isEmpty();
    assertThat(Bench.sends(actions, old)).isEmpty();
    bench.receive(a, Rpc.of(Bench.message("small")));
    assertThat(bench.take()).noneMatch(Action.Send.class::isInstance);
  }

  @Test
  void what_a_peer_does_not_want_is_neither_sent_nor_left_in_its_queue() {
    Message message = Bench.message("x");
    bench.receive(b, Rpc.Control.idontwant(List.of(message.contentId())));
    assertThat(bench.take().get(0))
        .isEqualTo(new Action.Cancel(b, java.util.Set.of(message.contentId())));
    bench.deliver(a, message, Verdict.ACCEPT);
    assertThat(Bench.receivers(bench.take(), message.contentId())).isEmpty();
    assertThat(bench.metrics.count("p2p.gossipsub.idontwant.honoured")).isEqualTo(1);
  }

  @Test
  void idontwant_are_read_up_to_their_number_in_a_heartbeat() {
    bench.receive(b, Rpc.Control.idontwant(ids(1001)));
    assertThat(Bench.incidents(bench.take())).containsExactly(Kind.IDONTWANT_FLOOD);
    bench.deliver(a, Bench.message("unseen 1000"), Verdict.ACCEPT);
    assertThat(Bench.receivers(bench.take(), ids(1001).get(1000)))
        .describedAs("the last one was left unread")
        .containsExactly(b);
  }

  @Test
  void idontwant_are_sent_up_to_the_same_number_in_a_heartbeat() {
    for (int i = 0; i < 1005; i++) {
      byte[] data = new byte[1024];
      data[0] = (byte) i;
      data[1] = (byte) (i >> 8);
      bench.deliver(a, new Message(TOPIC, Bytes.wrap(data)), Verdict.IGNORE);
    }
    assertThat(bench.metrics.count("p2p.gossipsub.idontwant.sent")).isEqualTo(1000);
  }

  @Test
  void messages_that_break_the_signature_policy_are_refused_counted_and_punished() {
    Bytes some = Bytes.copyOf((byte) 1);
    for (Message bad :
        List.of(
            new Message(TOPIC, some, some, null, null, null),
            new Message(TOPIC, some, null, some, null, null),
            new Message(TOPIC, some, null, null, some, null),
            new Message(TOPIC, some, null, null, null, some))) {
      bench.receive(c, Rpc.of(bad));
    }
    List<Action> actions = bench.take();
    assertThat(actions).noneMatch(Action.Judge.class::isInstance);
    assertThat(Bench.incidents(actions)).containsExactly(Kind.BAD_SIGNATURE);
    assertThat(bench.score(c)).isLessThan(-100);
    bench.deliver(a, new Message(TOPIC, some), Verdict.ACCEPT);
    assertThat(bench.take()).describedAs("the true one was not suppressed").hasSize(2);
  }

  @Test
  void subscriptions_of_a_peer_are_bounded_and_a_flood_is_cut_and_punished() {
    List<Rpc.Subscription> many = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      many.add(new Rpc.Subscription("topic " + i, true));
    }
    bench.receive(c, Rpc.subscriptions(many));
    assertThat(bench.router.subscribers("topic 1022")).containsExactly(c);
    assertThat(bench.router.subscribers("topic 1024")).isEmpty();
    assertThat(Bench.incidents(bench.take())).containsExactly(Kind.SUBSCRIPTION_FLOOD);
    assertThat(bench.metrics.refusals("p2p.gossipsub.max.topics.per.peer")).isEqualTo(1024);
    assertThat(bench.metrics.refusals("p2p.gossipsub.max.subscription.changes")).isEqualTo(953);
    for (int i = 0; i < 10; i++) {
      bench.receive(c, Rpc.subscriptions(many));
    }
    assertThat(bench.score(c)).isLessThan(-100);
  }

  @Test
  void an_rpc_from_which_the_codec_has_cut_is_punished() {
    bench.receive(c, new Rpc(List.of(), List.of(), Rpc.Control.NONE, 5));
    assertThat(Bench.incidents(bench.take())).containsExactly(Kind.RPC_OVERSIZED);
  }

  @Test
  void messages_that_wait_for_a_verdict_are_bounded_and_given_up_after_a_minute() {
    GossipLimits d = GossipLimits.DEFAULT;
    Bench slow =
        new Bench(
            GossipConfig.DEFAULT.withLimits(
                new GossipLimits(
                    d.maxRpc(),
                    d.maxData(),
                    d.maxControl(),
                    9,
                    9,
                    9,
                    9,
                    9,
                    9,
                    9,
                    9,
                    9,
                    9,
                    9,
                    9,
                    9,
                    1024,
                    Duration.ofMinutes(2),
                    1 << 20,
                    3,
                    262_144,
                    9,
                    9,
                    9,
                    9,
                    9,
                    9)));
    PeerId peer = slow.up(1);
    try {
      slow.subscribe(TOPIC);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    slow.receive(peer, Rpc.of(new Message(TOPIC, Bytes.wrap(new byte[200_000]))));
    slow.receive(peer, Rpc.of(new Message(TOPIC, Bytes.wrap(new byte[100_000]))));
    assertThat(slow.metrics.refusals("p2p.gossipsub.max.pending.per.peer")).isEqualTo(1);
    for (int i = 0; i < 3; i++) {
      slow.receive(peer, Rpc.of(Bench.message("m" + i)));
    }
    assertThat(slow.metrics.refusals("p2p.gossipsub.max.pending")).isEqualTo(1);
    slow.pass(Duration.ofSeconds(61));
    slow.heartbeats(1);
    assertThat(slow.router.pending()).isZero();
    assertThat(slow.metrics.count("p2p.gossipsub.unjudged")).isEqualTo(3);
    slow.take();
    slow.receive(peer, Rpc.of(Bench.message("m2")));
    assertThat(slow.take()).describedAs("what was refused can come again").hasSize(1);
  }

  @Test
  void duplicates_are_forgotten_after_their_time_and_the_oldest_first() {
    SeenMessages seen =
        new SeenMessages(bench.metrics.limit("p2p.gossipsub.max.seen", 1000, "m"), 100);
    for (int i = 0; i < 5000; i++) {
      MessageId id = Bench.message("m" + i).contentId();
      assertThat(seen.find(id)).isNull();
      seen.add(id, i / 100, Delivery.State.OWN);
      assertThat(seen.find(id)).isNotNull();
    }
    assertThat(seen.size()).isEqualTo(1000);
    assertThat(seen.find(Bench.message("m3999").contentId())).isNull();
    for (int i = 4000; i < 5000; i++) {
      assertThat(seen.find(Bench.message("m" + i).contentId())).isNotNull();
    }
    seen.expire(145);
    assertThat(seen.size()).isEqualTo(500);
    seen.expire(1000);
    assertThat(seen.size()).isZero();
  }
}

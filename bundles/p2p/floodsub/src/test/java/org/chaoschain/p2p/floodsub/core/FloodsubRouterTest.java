// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.floodsub.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.floodsub.core.FloodsubRouter.Action.Judge;
import org.chaoschain.p2p.floodsub.core.FloodsubRouter.Action.Send;
import org.chaoschain.proto.libp2p.Message;
import org.chaoschain.proto.libp2p.RPC;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the router decides: who is sent what, what is judged, what is refused. */
class FloodsubRouterTest {
  private static final PeerId A = peer(1);
  private static final PeerId B = peer(2);
  private static final PeerId C = peer(3);

  private final RecordedMetrics metrics = new RecordedMetrics();

  /** 3 topics, 2 topics a peer, 4 seen messages for 10 s, 3 pending, 100 bytes pending a peer. */
  private final FloodsubConfig config =
      new FloodsubConfig(1000, 64, 3, 2, 4, Duration.ofSeconds(10), 3, 100, 1000, 1000);

  private final FloodsubRouter router = new FloodsubRouter(config, metrics);

  private static PeerId peer(int number) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) number);
    return PeerId.fromPublicKey(new PublicKey(KeyType.ED25519, Bytes.wrap(key)));
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  private static RPC subscribed(boolean on, String... topics) {
    RPC.Builder rpc = RPC.newBuilder();
    for (String topic : topics) {
      rpc.addSubscriptions(RPC.SubOpts.newBuilder().setTopicid(topic).setSubscribe(on));
    }
    return rpc.build();
  }

  private static Bytes data(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static RPC message(String topic, String text) {
    return RPC.newBuilder()
        .addPublish(Message.newBuilder().setTopic(topic).setData(ByteString.copyFromUtf8(text)))
        .build();
  }

  private List<FloodsubRouter.Received> judges(PeerId from, RPC rpc, long now) throws Exception {
    List<FloodsubRouter.Received> judges = new ArrayList<>();
    for (FloodsubRouter.Action action : router.received(from, rpc, now)) {
      judges.add(((Judge) action).message());
    }
    return judges;
  }

  private static List<PeerId> receivers(List<FloodsubRouter.Action> actions) {
    return actions.stream().map(action -> ((Send) action).peer()).toList();
  }

  @BeforeEach
  void three_peers_of_which_b_and_c_subscribe() throws Exception {
    router.subscribe("t");
    for (PeerId peer : List.of(A, B, C)) {
      router.peerUp(peer);
    }
    router.received(B, subscribed(true, "t"), 0);
    router.received(C, subscribed(true, "t"), 0);
  }

  @Test
  void a_new_peer_is_told_all_subscriptions() throws Exception {
    router.subscribe("u");
    Send hello = (Send) router.peerUp(A).get(0);
    assertThat(hello.rpc()).isEqualTo(subscribed(true, "t", "u"));
  }

  @Test
  void changes_of_subscriptions_go_to_every_peer_once() throws Exception {
    assertThat(receivers(router.subscribe("u"))).containsExactlyInAnyOrder(A, B, C);
    assertThat(router.subscribe("u")).isEmpty();
    assertThat(receivers(router.unsubscribe("u"))).containsExactlyInAnyOrder(A, B, C);
    assertThat(router.unsubscribe("u")).isEmpty();
  }

  @Test
  void what_is_published_goes_to_subscribers_once() throws Exception {
    assertThat(receivers(router.publish("t", data("x"), 0))).containsExactlyInAnyOrder(B, C);
    assertThat(router.publish("t", data("x"), 0)).isEmpty();
    assertThat(router.publish("other", data("x"), 0)).isEmpty();
    assertThatThrownBy(() -> router.publish("", data("x"), 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> router.publish("t", Bytes.wrap(new byte[65]), 0))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("p2p.floodsub.max.data");
  }

  @Test
  void an_accepted_message_goes_to_all_other_subscribers() throws Exception {
    FloodsubRouter.Received message = judges(B, message("t", "x"), 0).get(0);
    assertThat(message.from()).isEqualTo(B);
    assertThat(message.data()).isEqualTo(data("x"));
    assertThat(receivers(router.judged(message, Verdict.ACCEPT))).containsExactly(C);
    assertThat(router.judged(message, Verdict.ACCEPT)).describedAs("a second verdict").isEmpty();
  }

  @Test
  void ignored_and_rejected_messages_go_nowhere_and_are_not_judged_again() throws Exception {
    for (Verdict verdict : List.of(Verdict.IGNORE, Verdict.REJECT)) {
      FloodsubRouter.Received message = judges(B, message("t", verdict.name()), 0).get(0);
      assertThat(router.judged(message, verdict)).isEmpty();
      assertThat(judges(C, message("t", verdict.name()), 0)).isEmpty();
      assertThat(metrics.count("p2p.floodsub.judged", "verdict", verdict.name())).isEqualTo(1);
    }
    assertThat(metrics.count("p2p.floodsub.duplicates")).isEqualTo(2);
  }

  @Test
  void a_throttled_message_counts_as_not_seen() throws Exception {
    assertThat(router.judged(judges(B, message("t", "x"), 0).get(0), Verdict.THROTTLE)).isEmpty();
    FloodsubRouter.Received again = judges(C, message("t", "x"), 0).get(0);
    assertThat(receivers(router.judged(again, Verdict.ACCEPT))).containsExactly(B);
    assertThat(metrics.count("p2p.floodsub.duplicates")).isZero();
  }

  @Test
  void a_copy_that_came_while_a_throttled_one_was_judged_is_judged_next() throws Exception {
    FloodsubRouter.Received first = judges(B, message("t", "x"), 0).get(0);
    assertThat(judges(C, message("t", "x"), 0)).isEmpty();
    FloodsubRouter.Received next =
        ((Judge) router.judged(first, Verdict.THROTTLE).get(0)).message();
    assertThat(next.from()).isEqualTo(C);
    assertThat(router.judged(next, Verdict.THROTTLE)).isEmpty();
    assertThat(judges(A, message("t", "x"), 0)).hasSize(1);
  }

  @Test
  void the_same_bytes_on_another_topic_are_another_message() throws Exception {
    router.subscribe("u");
    router.judged(judges(B, message("u", "x"), 0).get(0), Verdict.REJECT);
    assertThat(judges(C, message("t", "x"), 0)).hasSize(1);
  }

  @Test
  void duplicates_are_forgotten_after_their_time_and_the_oldest_first() throws Exception {
    router.judged(judges(B, message("t", "x"), 0).get(0), Verdict.ACCEPT);
    assertThat(judges(C, message("t", "x"), seconds(10))).isEmpty();
    assertThat(judges(C, message("t", "x"), seconds(11))).hasSize(1);
    long now = seconds(40);
    for (String text : List.of("1", "2", "3", "4", "5")) {
      router.judged(judges(B, message("t", text), now).get(0), Verdict.IGNORE);
    }
    assertThat(metrics.refusals("p2p.floodsub.max.seen")).isEqualTo(1);
    assertThat(judges(B, message("t", "5"), now)).isEmpty();
    assertThat(judges(B, message("t", "1"), now)).hasSize(1);
  }

  @Test
  void a_message_on_a_topic_without_subscription_is_counted_and_dropped() throws Exception {
    assertThat(judges(B, message("other", "x"), 0)).isEmpty();
    assertThat(metrics.count("p2p.floodsub.unwanted")).isEqualTo(1);
    router.subscribe("other");
    assertThat(judges(B, message("other", "x"), 0)).describedAs("it was not seen").hasSize(1);
  }

  @Test
  void an_author_sequence_number_signature_or_key_breaks_strict_no_sign() {
    ByteString some = ByteString.copyFromUtf8("1");
    for (Message.Builder bad :
        List.of(
            Message.newBuilder().setFrom(some),
            Message.newBuilder().setSeqno(some),
            Message.newBuilder().setSignature(some),
            Message.newBuilder().setKey(some))) {
      RPC rpc = RPC.newBuilder().addPublish(bad.setTopic("t").setData(some)).build();
      assertThatThrownBy(() -> router.received(B, rpc, 0))
          .isInstanceOf(FloodsubViolation.class)
          .hasMessageContaining("StrictNoSign");
    }
  }

  @Test
  void a_message_or_topic_beyond_its_limit_is_a_violation() {
    assertThatThrownBy(() -> router.received(B, message("t", "x".repeat(65)), 0))
        .isInstanceOf(FloodsubViolation.class)
        .hasMessageContaining("p2p.floodsub.max.data");
    assertThatThrownBy(() -> router.received(B, subscribed(true, "x".repeat(257)), 0))
        .isInstanceOf(FloodsubViolation.class);
    assertThatThrownBy(() -> router.received(B, subscribed(true, ""), 0))
        .isInstanceOf(FloodsubViolation.class);
    assertThatThrownBy(() -> router.received(B, message("", ""), 0))
        .isInstanceOf(FloodsubViolation.class)
        .hasMessageContaining("without a topic");
  }

  @Test
  void topics_are_bounded_here_and_of_each_peer() throws Exception {
    router.subscribe("u");
    router.subscribe("v");
    assertThatThrownBy(() -> router.subscribe("w"))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("p2p.floodsub.max.topics");
    router.received(B, subscribed(true, "t", "u", "v"), 0);
    assertThat(router.subscribers("u")).containsExactly(B);
    assertThat(router.subscribers("v")).isEmpty();
    assertThat(metrics.refusals("p2p.floodsub.max.topics.per.peer")).isEqualTo(1);
    router.received(B, subscribed(false, "u"), 0);
    router.received(B, subscribed(true, "v"), 0);
    assertThat(router.subscribers("v")).containsExactly(B);
  }

  @Test
  void one_peer_has_a_bounded_share_of_what_waits_for_a_verdict() throws Exception {
    List<FloodsubRouter.Received> waiting = new ArrayList<>();
    waiting.addAll(judges(B, message("t", "1".repeat(60)), 0));
    assertThat(judges(B, message("t", "2".repeat(60)), 0)).isEmpty();
    assertThat(metrics.refusals("p2p.floodsub.max.pending.per.peer")).isEqualTo(1);
    waiting.addAll(judges(C, message("t", "2".repeat(60)), 0));
    assertThat(waiting).describedAs("what was refused can come from another peer").hasSize(2);
    router.judged(waiting.get(0), Verdict.IGNORE);
    assertThat(judges(B, message("t", "3".repeat(60)), 0)).hasSize(1);
  }

  @Test
  void what_waits_for_a_verdict_is_bounded_and_given_up_after_a_minute() throws Exception {
    FloodsubRouter.Received first = judges(A, message("t", "1"), 0).get(0);
    judges(B, message("t", "2"), 0);
    judges(C, message("t", "3"), 0);
    assertThat(judges(C, message("t", "4"), 0)).isEmpty();
    assertThat(metrics.refusals("p2p.floodsub.max.pending")).isEqualTo(1);
    assertThat(judges(C, message("t", "4"), seconds(61))).hasSize(1);
    assertThat(metrics.count("p2p.floodsub.unjudged")).isEqualTo(3);
    assertThat(router.judged(first, Verdict.ACCEPT)).describedAs("too late").isEmpty();
  }

  @Test
  void a_peer_that_has_gone_or_told_nothing_since_is_sent_nothing() throws Exception {
    router.peerDown(B);
    router.forgetSubscriptions(C);
    assertThat(router.publish("t", data("x"), 0)).isEmpty();
    router.received(C, subscribed(true, "t"), 0);
    assertThat(receivers(router.publish("t", data("y"), 0))).containsExactly(C);
  }
}

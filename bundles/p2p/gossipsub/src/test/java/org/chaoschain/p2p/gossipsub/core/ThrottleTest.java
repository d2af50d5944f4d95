// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chaoschain.p2p.gossipsub.core.Bench.TOPIC;

import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A message that is not judged for the sake of the peer that has sent it counts as not seen. */
class ThrottleTest {
  private final Bench bench = Bench.small();
  private final Message message = Bench.message("x");
  private PeerId a;
  private PeerId b;

  @BeforeEach
  void two_peers_in_the_mesh() throws Exception {
    bench.subscribe(TOPIC);
    a = bench.up(1);
    b = bench.up(2);
    bench.take();
  }

  private void judged(Verdict verdict) {
    bench.actions.addAll(bench.router.judged(message.contentId(), verdict, bench.now));
  }

  private Action.Judge asked(PeerId from) {
    return new Action.Judge(message.contentId(), message, from);
  }

  @Test
  void the_copy_of_another_peer_is_judged_and_forwarded_to_the_one_that_was_too_fast() {
    bench.deliver(a, message, Verdict.THROTTLE);
    assertThat(bench.take()).containsExactly(asked(a));
    bench.receive(b, Rpc.of(message));
    assertThat(bench.take()).containsExactly(asked(b));
    judged(Verdict.ACCEPT);
    assertThat(Bench.receivers(bench.take(), message.contentId())).containsExactly(a);
    assertThat(bench.metrics.count("p2p.gossipsub.judged", "verdict", "THROTTLE")).isEqualTo(1);
    assertThat(bench.metrics.count("p2p.gossipsub.duplicates")).isZero();
  }

  @Test
  void it_may_also_come_again_from_the_same_peer_and_by_gossip() {
    bench.deliver(a, message, Verdict.THROTTLE);
    bench.take();
    bench.receive(b, Rpc.Control.ihave(TOPIC, List.of(message.contentId())));
    assertThat(Bench.asked(bench.take(), b)).containsExactly(message.contentId());
    bench.receive(a, Rpc.of(message));
    assertThat(bench.take()).containsExactly(asked(a));
  }

  @Test
  void nobody_gains_or_loses_by_it() {
    for (int i = 0; i < 50; i++) {
      bench.deliver(a, Bench.message("m" + i), Verdict.THROTTLE);
    }
    assertThat(bench.score(a)).isZero();
    assertThat(Bench.incidents(bench.take())).isEmpty();
    assertThat(bench.router.pending()).isZero();
  }

  @Test
  void a_copy_that_came_while_it_was_judged_is_judged_next_and_counts_for_who_has_sent_it() {
    bench.receive(a, Rpc.of(message));
    bench.receive(b, Rpc.of(message));
    bench.take();
    judged(Verdict.THROTTLE);
    assertThat(bench.take()).containsExactly(asked(b));
    judged(Verdict.REJECT);
    assertThat(bench.score(a)).describedAs("its copy was not judged").isZero();
    assertThat(bench.score(b)).isNegative();
  }

  @Test
  void if_all_who_have_sent_it_are_too_fast_it_counts_as_not_seen() {
    bench.receive(a, Rpc.of(message));
    bench.receive(b, Rpc.of(message));
    judged(Verdict.THROTTLE);
    judged(Verdict.THROTTLE);
    bench.take();
    assertThat(bench.router.pending()).isZero();
    PeerId c = bench.up(3);
    bench.take();
    bench.receive(c, Rpc.of(message));
    assertThat(bench.take()).containsExactly(asked(c));
  }

  @Test
  void what_waits_of_a_peer_stays_within_its_bound() {
    Bytes data = Bytes.wrap(new byte[200_000]);
    long room = bench.config.limits().maxPendingPerPeer() / data.size();
    for (int i = 0; i < room; i++) {
      byte[] other = new byte[200_000];
      other[0] = (byte) (i + 1);
      bench.receive(b, Rpc.of(new Message(TOPIC, Bytes.wrap(other))));
    }
    Message last = new Message(TOPIC, data);
    bench.receive(a, Rpc.of(last));
    bench.receive(b, Rpc.of(last));
    bench.take();
    bench.actions.addAll(bench.router.judged(last.contentId(), Verdict.THROTTLE, bench.now));
    assertThat(bench.take()).describedAs("no room for the copy of b").isEmpty();
    assertThat(bench.metrics.refusals("p2p.gossipsub.max.pending.per.peer")).isEqualTo(1);
    bench.receive(a, Rpc.of(last));
    assertThat(bench.take()).anyMatch(Action.Judge.class::isInstance);
  }

  @Test
  void what_is_forgotten_before_its_time_leaves_the_rest_in_order() {
    SeenMessages seen =
        new SeenMessages(bench.metrics.limit("p2p.gossipsub.max.seen", 1000, "m"), 100);
    for (int i = 0; i < 1000; i++) {
      Delivery added = seen.add(Bench.message("m" + i).contentId(), i / 10, Delivery.State.OWN);
      if (i % 3 == 0 || i == 1 || i == 998) {
        seen.forget(added);
      }
    }
    assertThat(seen.size()).isEqualTo(1000 - 334 - 2);
    for (int i = 0; i < 1000; i++) {
      boolean forgotten = i % 3 == 0 || i == 1 || i == 998;
      assertThat(seen.find(Bench.message("m" + i).contentId()) == null).isEqualTo(forgotten);
    }
    seen.expire(150);
    assertThat(seen.find(Bench.message("m499").contentId())).isNull();
    assertThat(seen.find(Bench.message("m500").contentId())).isNotNull();
    seen.expire(1000);
    assertThat(seen.size()).isZero();
    seen.forget(seen.add(message.contentId(), 1000, Delivery.State.OWN));
    seen.add(message.contentId(), 1000, Delivery.State.OWN);
    assertThat(seen.size()).isEqualTo(1);
  }
}

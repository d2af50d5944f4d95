// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.api.message.Priority;
import org.junit.jupiter.api.Test;

class PrioritySchedulerTest {
  @Test
  void high_goes_before_medium_and_medium_before_low() {
    Desk desk = new Desk(64, 16, FlowShares.STRICT);
    desk.offer("a", Priority.LOW, "statistics");
    desk.offer("a", Priority.MEDIUM, "meme");
    desk.offer("b", Priority.HIGH, "vote");

    assertThat(desk.pollAll()).containsExactly("vote", "meme", "statistics");
  }

  @Test
  void the_peers_of_a_class_take_turns_and_each_keeps_its_order() {
    Desk desk = new Desk(64, 16, FlowShares.DEFAULT);
    for (int i = 1; i <= 3; i++) {
      desk.offer("a", Priority.HIGH, "a" + i);
    }
    desk.offer("b", Priority.HIGH, "b1");
    desk.offer("b", Priority.HIGH, "b2");

    assertThat(desk.pollAll()).containsExactly("a1", "b1", "a2", "b2", "a3");
  }

  @Test
  void turns_are_by_bytes_not_by_messages() {
    Desk desk = new Desk(64, 16, FlowShares.DEFAULT);
    for (int i = 0; i < 5; i++) {
      desk.offer("large", Priority.HIGH, "L", 1000);
    }
    for (int i = 0; i < 50; i++) {
      desk.offer("small", Priority.HIGH, "s", 100);
    }
    StringBuilder order = new StringBuilder();
    for (int i = 0; i < 22; i++) {
      order.append(desk.poll());
    }

    assertThat(order.toString().chars().filter(c -> c == 'L').count()).isEqualTo(2);
  }

  @Test
  void a_message_that_waits_tells_how_long() {
    Desk desk = new Desk(64, 16, FlowShares.DEFAULT);
    desk.offer("a", Priority.HIGH, "vote");
    List<Long> waited = new ArrayList<>();
    desk.scheduler.poll(42, (peer, message, priority, bytes, nanos) -> waited.add(nanos));

    assertThat(waited).containsExactly(42L);
  }

  @Test
  void low_is_pushed_out_first_the_oldest_first_down_to_what_it_may_always_hold() {
    Desk desk = new Desk(64, 64, FlowShares.DEFAULT);
    for (int i = 0; i < 10; i++) {
      desk.offer("a", Priority.LOW, "low" + i);
    }
    for (int i = 0; i < 50; i++) {
      desk.offer("b", Priority.MEDIUM, "medium" + i);
    }
    assertThat(desk.lost).isEmpty();
    for (int i = 0; i < 12; i++) {
      desk.offer("c", Priority.HIGH, "high" + i);
    }

    assertThat(desk.lost)
        .containsExactly(
            "low0 shed",
            "low1 shed",
            "low2 shed",
            "low3 shed",
            "low4 shed",
            "low5 shed",
            "low6 shed",
            "low7 shed");
    assertThat(desk.metrics.refusals("flow.max.bytes")).isEqualTo(8);
    desk.offer("c", Priority.HIGH, "one more");
    assertThat(desk.lost).last().isEqualTo("medium0 shed");
  }

  @Test
  void high_is_never_pushed_out_and_fills_all_but_what_the_others_may_always_hold() {
    Desk desk = new Desk(64, 64, FlowShares.DEFAULT);
    int queued = 0;
    while (desk.offer("a", Priority.HIGH, "high").isEmpty()) {
      queued++;
    }

    assertThat(queued).isBetween(56, 58);
    assertThat(desk.lost).containsExactly("high full");
    assertThat(desk.offer("b", Priority.LOW, "low")).isEmpty();
    assertThat(desk.offer("b", Priority.MEDIUM, "medium")).isEmpty();
  }

  @Test
  void nothing_is_pushed_out_for_a_message_that_would_not_fit_all_the_same() {
    Desk desk = new Desk(64, 64, FlowShares.DEFAULT);
    while (desk.offer("a", Priority.HIGH, "high").isEmpty()) {}
    desk.lost.clear();
    for (int i = 0; i < 4; i++) {
      desk.offer("b", Priority.MEDIUM, "medium" + i);
    }
    desk.offer("c", Priority.LOW, "low");
    desk.lost.clear();

    assertThat(desk.offer("a", Priority.HIGH, "one more")).contains(Loss.FULL);
    assertThat(desk.lost).containsExactly("one more full");
  }

  @Test
  void a_peer_that_fills_a_class_pushes_out_its_own() {
    Desk desk = new Desk(64, 64, FlowShares.DEFAULT);
    desk.offer("honest", Priority.LOW, "oldest of all");
    for (int i = 0; i < 100; i++) {
      desk.offer("filler", Priority.LOW, "f" + i);
    }

    assertThat(desk.lost).isNotEmpty().allMatch(lost -> lost.startsWith("f"));
    assertThat(desk.lost).startsWith("f0 shed");
  }

  @Test
  void the_peer_that_fills_the_queue_is_paused_before_anything_is_lost() {
    Desk desk = new Desk(64, 64, FlowShares.DEFAULT);
    for (int i = 0; i < 40; i++) {
      desk.offer("filler", Priority.MEDIUM, "f");
      if (i % 4 == 0) {
        desk.offer("honest", Priority.MEDIUM, "h");
      }
    }

    assertThat(desk.paused).containsExactly("filler");
    assertThat(desk.lost).isEmpty();
  }

  @Test
  void pausing_has_hysteresis() {
    Desk desk = new Desk(128, 64, FlowShares.DEFAULT);
    for (int i = 0; i < 33; i++) {
      desk.offer("a", Priority.MEDIUM, "m");
    }
    assertThat(desk.paused).containsExactly("a");
    for (int i = 0; i < 100; i++) {
      desk.poll();
      desk.offer("a", Priority.MEDIUM, "m");
    }
    assertThat(desk.pauses).containsEntry("a", 1);
    while (desk.paused.contains("a")) {
      desk.poll();
    }
    assertThat(desk.scheduler.messages()).isEqualTo(16);
  }

  @Test
  void a_peer_that_goes_on_is_told_to_be_over_its_quota_once() {
    Desk desk = new Desk(64, 8, FlowShares.DEFAULT);
    for (int i = 0; i < 20; i++) {
      desk.offer("flood", Priority.LOW, "m" + i);
    }

    assertThat(desk.overQuota).containsExactly("flood");
    assertThat(desk.scheduler.messages()).isEqualTo(8);
    assertThat(desk.lost).hasSize(12).allMatch(lost -> lost.endsWith("peer_quota"));
    assertThat(desk.metrics.refusals("flow.peer.max.bytes")).isEqualTo(12);
  }

  @Test
  void an_honest_relay_is_never_told_to_be_over_its_quota() {
    Desk desk = new Desk(64, 8, 100, FlowShares.DEFAULT);
    int[] underWay = new int[50];
    // what was sent when a peer is paused still comes: half a quota, less a message
    for (int round = 0; round < 200; round++) {
      for (int peer = 0; peer < 50; peer++) {
        String name = "relay" + peer;
        for (int i = 0; i < 10; i++) {
          if (!desk.paused.contains(name)) {
            underWay[peer] = 3;
          } else if (underWay[peer]-- <= 0) {
            break;
          }
          desk.offer(name, List.of(Priority.values()).get((round + i) % 3), "m");
        }
      }
      for (int i = 0; i < 50; i++) {
        desk.poll();
      }
    }

    assertThat(desk.lost).isNotEmpty();
    assertThat(desk.overQuota).isEmpty();
  }

  @Test
  void the_number_of_peers_is_bounded_and_idle_ones_make_room() {
    Desk desk = new Desk(64, 8, 2, FlowShares.DEFAULT);
    desk.offer("a", Priority.HIGH, "a1");
    desk.offer("b", Priority.HIGH, "b1");

    assertThat(desk.offer("c", Priority.HIGH, "c1")).contains(Loss.PEERS);
    assertThat(desk.lost).containsExactly("c1 peers");
    desk.poll();
    assertThat(desk.offer("c", Priority.HIGH, "c2")).isEmpty();
    assertThat(desk.scheduler.peers()).isEqualTo(2);
  }

  @Test
  void idle_peers_are_forgotten_after_a_while() {
    Desk desk = new Desk(64, 8, FlowShares.DEFAULT);
    desk.offer("a", Priority.HIGH, "a1");
    desk.poll();
    desk.nanos += Duration.ofSeconds(11).toNanos();
    desk.offer("b", Priority.HIGH, "b1");

    assertThat(desk.scheduler.peers()).isEqualTo(1);
  }

  @Test
  void a_peer_that_comes_and_goes_gets_no_more_than_one_that_stays() {
    Desk desk = new Desk(64, 16, FlowShares.DEFAULT);
    int[] served = new int[2];
    boolean comesWaits = false;
    for (int i = 0; i < 1000; i++) {
      while (desk.scheduler.messages(Priority.HIGH) < 4) {
        desk.offer("stays", Priority.HIGH, "0", 600);
      }
      if (!comesWaits) {
        // idle after each message, and forgotten by the time it comes again
        desk.nanos += Duration.ofSeconds(11).toNanos();
        desk.offer("comes", Priority.HIGH, "1", 600);
        comesWaits = true;
      }
      int next = Integer.parseInt(desk.poll());
      served[next] += 600;
      comesWaits &= next == 0;
    }

    assertThat(served[1]).isLessThanOrEqualTo(served[0] + 600);
  }

  @Test
  void what_is_no_message_is_refused() {
    Desk desk = new Desk(64, 8, FlowShares.DEFAULT);

    assertThat(desk.offer("a", Priority.HIGH, "m", Desk.LARGEST + 1)).contains(Loss.TOO_LARGE);
    assertThatThrownBy(() -> desk.offer("a", Priority.HIGH, "m", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 byte or more");
  }

  @Test
  void bounds_that_do_not_go_together_are_refused_by_name() {
    assertThatThrownBy(() -> new Desk(63, 8, FlowShares.DEFAULT))
        .hasMessageContaining("flow.max.bytes is 195072 to");
    assertThatThrownBy(() -> new Desk(64, 3, FlowShares.DEFAULT))
        .hasMessageContaining("flow.peer.max.bytes is 12192 to");
    assertThatThrownBy(() -> new FlowShares(0.1, 0.2)).hasMessageContaining("not 0.2");
    assertThatThrownBy(() -> new FlowShares(0.6, 0.2)).hasMessageContaining("not 0.6");
  }
}

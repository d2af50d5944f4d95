// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.pubsub.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.junit.jupiter.api.Test;

/** Whose RPCs are routed when. */
class TurnsTest {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();
  private final Turns turns =
      new Turns(
          new SerialExecutor() {
            @Override
            public boolean inExecutor() {
              return false;
            }

            @Override
            public void execute(Runnable task) {
              tasks.add(task);
            }
          });
  private final PeerId flood = peer(1);
  private final PeerId honest = peer(2);

  private static PeerId peer(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) number;
    key[1] = (byte) (number >> 8);
    return PeerId.fromPublicKey(new PublicKey(KeyType.ED25519, Bytes.wrap(key)));
  }

  private void add(PeerId peer, long cost, String what) {
    turns.add(peer, cost, () -> done.add(what));
  }

  private void run() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  @Test
  void one_message_does_not_wait_for_all_that_a_flood_has_sent_before_it() {
    for (int i = 0; i < 10_000; i++) {
      add(flood, 1_000, "flood");
    }
    add(honest, 200, "honest");
    run();
    assertThat(done.indexOf("honest")).isLessThanOrEqualTo(1);
    assertThat(done).hasSize(10_001);
  }

  @Test
  void what_a_peer_sends_that_is_not_read_waits_in_its_order_and_nobody_else_does() {
    add(flood, 100, "first");
    turns.reading(flood, false);
    add(flood, 100, "second");
    add(honest, 100, "honest");
    run();
    assertThat(done).containsExactly("honest");
    turns.reading(flood, true);
    add(flood, 100, "third");
    run();
    assertThat(done).containsExactly("honest", "first", "second", "third");
  }

  @Test
  void who_stops_the_reading_of_a_peer_from_within_its_turn_sees_nothing_more_of_it() {
    turns.add(
        flood,
        100,
        () -> {
          done.add("first");
          turns.reading(flood, false);
        });
    add(flood, 100, "second");
    run();
    assertThat(done).containsExactly("first");
    turns.reading(flood, true);
    run();
    assertThat(done).containsExactly("first", "second");
  }

  @Test
  void who_says_little_is_heard_before_a_hundred_who_say_much_even_if_nothing_of_them_waits_yet() {
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 100; i++) {
        add(peer(10 + i), 1_000, "flood");
      }
      add(honest, 200, "honest");
      done.clear();
      run();
      if (round > 0) {
        assertThat(done.indexOf("honest")).as("round " + round).isZero();
      }
    }
  }

  @Test
  void those_who_say_much_share_what_there_is() {
    for (int i = 0; i < 1_000; i++) {
      add(flood, 1_000, "a");
      add(honest, 2_000, "b");
    }
    while (done.size() < 300) {
      tasks.remove().run();
    }
    long cheap = done.stream().filter("a"::equals).count();
    assertThat(cheap).isBetween(190L, 210L);
  }

  @Test
  void what_was_done_long_ago_does_not_count_for_ever() {
    add(flood, 10 * Turns.HALF, "first");
    run();
    for (int i = 0; i < 30; i++) {
      add(honest, Turns.HALF, "h" + i);
    }
    for (int i = 0; i < 30; i++) {
      add(flood, Turns.HALF, "f" + i);
    }
    run();
    assertThat(done.indexOf("f0")).isLessThan(done.indexOf("h9"));
  }

  @Test
  void what_came_from_one_peer_is_done_in_the_order_in_which_it_came() {
    for (int i = 0; i < 100; i++) {
      add(flood, i * 500L, "f" + i);
      add(honest, 0, "h" + i);
    }
    run();
    assertThat(done.stream().filter(d -> d.startsWith("f")).toList())
        .isEqualTo(IntStream.range(0, 100).mapToObj(i -> "f" + i).toList());
    assertThat(done.stream().filter(d -> d.startsWith("h")).toList())
        .isEqualTo(IntStream.range(0, 100).mapToObj(i -> "h" + i).toList());
  }

  @Test
  void what_comes_while_something_is_done_is_not_forgotten() {
    turns.add(flood, 100_000, () -> add(flood, 1, "later"));
    add(honest, 1, "honest");
    run();
    assertThat(done).containsExactly("honest", "later");
    add(honest, 1, "again");
    run();
    assertThat(done).endsWith("again");
    assertThat(tasks).isEmpty();
  }

  @Test
  void a_task_that_throws_does_not_end_the_others() {
    turns.add(
        flood,
        1,
        () -> {
          throw new IllegalStateException("as a broken router would");
        });
    add(flood, 1, "flood");
    add(honest, 1, "honest");
    while (!tasks.isEmpty()) {
      try {
        tasks.remove().run();
      } catch (IllegalStateException e) {
        done.add("thrown");
      }
    }
    assertThat(done).containsExactly("thrown", "honest", "flood");
  }

  @Test
  void strangers_without_end_leave_a_bounded_memory() {
    for (int i = 0; i < 20_000; i++) {
      add(peer(i), 100, "x");
      run();
    }
    assertThat(turns.accounts()).isLessThan(1_100);
  }
}

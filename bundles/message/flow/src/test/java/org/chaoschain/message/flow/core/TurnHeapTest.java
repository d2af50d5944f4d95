// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TurnHeapTest {
  private static final Comparator<FlowQueue<String, String>> LEAST_START =
      Comparator.comparingLong(queue -> queue.start);

  private final TurnHeap<String, String> heap = new TurnHeap<>();

  private FlowQueue<String, String> add(long start) {
    FlowQueue<String, String> queue = new FlowQueue<>();
    queue.start = start;
    heap.add(queue);
    return queue;
  }

  @Test
  void first_is_whose_start_is_least_and_of_equals_who_has_it_for_longest() {
    FlowQueue<String, String> later = add(7);
    FlowQueue<String, String> first = add(5);
    FlowQueue<String, String> second = add(5);

    assertThat(heap.first()).isSameAs(first);
    first.start = 7;
    heap.grown(first);
    assertThat(heap.first()).isSameAs(second);
    heap.remove(second);
    assertThat(heap.first()).isSameAs(later);
    heap.remove(later);
    assertThat(heap.first()).isSameAs(first);
    heap.remove(first);
    assertThat(heap.isEmpty()).isTrue();
  }

  @Test
  void it_is_that_of_a_plain_list_whatever_is_added_taken_out_or_grows() {
    for (int seed = 1; seed <= 50; seed++) {
      Random random = new Random(seed);
      // a stable search for the least in the order in which they have their start
      List<FlowQueue<String, String>> list = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        int kind = random.nextInt(5);
        if (kind < 2 || list.isEmpty()) {
          list.add(add(random.nextInt(100)));
        } else {
          FlowQueue<String, String> any = list.remove(random.nextInt(list.size()));
          if (kind == 2) {
            heap.remove(any);
          } else {
            any.start += random.nextInt(50);
            heap.grown(any);
            list.add(any);
          }
        }
        assertThat(heap.size()).isEqualTo(list.size());
        if (!list.isEmpty()) {
          assertThat(heap.first())
              .as("seed %d", seed)
              .isSameAs(list.stream().min(LEAST_START).orElseThrow());
        }
      }
      list.forEach(heap::remove);
    }
  }
}

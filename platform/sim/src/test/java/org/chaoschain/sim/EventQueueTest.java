// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.chaoschain.sim.EventQueue.Event;

class EventQueueTest {
  private record Numbered(long time, int number) implements Event {
    @Override
    public void happen() {}
  }

  @Property(tries = 200)
  void eventsComeByTimeAndThoseOfOneTimeInTheOrderTheyWereAdded(
      @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 20) Integer> times) {
    EventQueue queue = new EventQueue();
    List<Numbered> added = new ArrayList<>();
    for (int time : times) {
      Numbered event = new Numbered(time, added.size());
      added.add(event);
      queue.add(time, event);
    }
    List<Event> taken = new ArrayList<>();
    while (!queue.isEmpty()) {
      long time = queue.nextTime();
      Event event = queue.take();
      assertThat(((Numbered) event).time()).isEqualTo(time);
      taken.add(event);
    }
    added.sort(Comparator.comparingLong(Numbered::time).thenComparingInt(Numbered::number));
    assertThat(taken).isEqualTo(added);
  }

  @Property(tries = 100)
  void whatIsAddedMeanwhileFindsItsPlace(
      @ForAll @Size(min = 1, max = 3000) List<@IntRange(min = 0, max = 50) Integer> delays) {
    EventQueue queue = new EventQueue();
    long now = 0;
    int number = 0;
    Numbered last = new Numbered(-1, -1);
    for (int delay : delays) {
      queue.add(now + delay, new Numbered(now + delay, number++));
      if (number % 3 == 0) {
        now = queue.nextTime();
        Numbered taken = (Numbered) queue.take();
        assertThat(taken.time()).isGreaterThanOrEqualTo(last.time());
        last = taken;
      }
    }
    assertThat(queue.size()).isEqualTo(number - number / 3);
  }
}

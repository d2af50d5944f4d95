// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.time.Duration;
import org.chaoschain.sim.EventQueue.Event;

/** A clock that jumps from one event to the next. Times are nanoseconds since the beginning. */
final class VirtualTime {
  private final EventQueue queue = new EventQueue();
  private long now;
  private long events;

  long now() {
    return now;
  }

  /** How many events have happened. */
  long events() {
    return events;
  }

  /** Something is to happen at a time, or now if that is over. */
  void at(long time, Event event) {
    queue.add(Math.max(time, now), event);
  }

  /** Something is to happen after some nanoseconds. */
  void after(long nanos, Event event) {
    at(now + nanos, event);
  }

  /** Lets time pass; all that is due happens. */
  void pass(Duration time) {
    long end = now + time.toNanos();
    while (!queue.isEmpty() && queue.nextTime() <= end) {
      now = queue.nextTime();
      events++;
      queue.take().happen();
    }
    now = end;
  }
}

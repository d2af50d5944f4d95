// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.Scheduler;

/**
 * Runs what has to be done for a message on the workers: in order for each sender, side by side for
 * several. A task that calls into a plugin may never come back; then another worker goes on with
 * its lane. Bounded; safe for use by many threads.
 */
final class SenderLanes {
  private final String scope;
  private final Limit maxMessages;
  private final Limit maxBytes;
  private final Lane[] lanes;

  /** What is done for one message. */
  @FunctionalInterface
  interface Task {
    /**
     * Does it.
     *
     * @param abandon makes another worker go on with the lane, since this task may not come back;
     *     run at most once, while it runs
     */
    void run(Runnable abandon);
  }

  private record Waiting(Task task, int size) {}

  private static final class Lane {
    private final Scheduler scheduler;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile Turns turns;

    Lane(Scheduler scheduler) {
      this.scheduler = scheduler;
      turnAnew();
    }

    private void turnAnew() {
      Turns[] own = new Turns[1];
      own[0] = new Turns(scheduler, () -> turns == own[0] && step());
      turns = own[0];
    }

    private boolean step() {
      Waiting next = waiting.poll();
      if (next == null) {
        return false;
      }
      bytes.addAndGet(-next.size());
      Turns before = turns;
      try {
        next.task().run(this::abandon);
      } finally {
        if (turns == before) {
          messages.decrementAndGet();
        }
      }
      return turns == before && !waiting.isEmpty();
    }

    private void abandon() {
      messages.decrementAndGet();
      turnAnew();
      turns.wake();
    }
  }

  /**
   * Lanes with nothing to do.
   *
   * @param scope what waits, for people
   * @param count how many
   */
  SenderLanes(String scope, Scheduler scheduler, int count, Limit maxMessages, Limit maxBytes) {
    this.scope = scope;
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    this.lanes = new Lane[count];
    Arrays.setAll(lanes, i -> new Lane(scheduler));
  }

  /**
   * Runs a task in the lane of a sender.
   *
   * @param size of the message, in bytes
   */
  void execute(Object sender, int size, Task task) throws LimitExceededException {
    Lane lane = lane(sender);
    int messages = lane.messages.incrementAndGet();
    long bytes = lane.bytes.addAndGet(size);
    try {
      maxMessages.check(scope, messages);
      maxBytes.check(scope, bytes);
    } catch (LimitExceededException e) {
      lane.messages.decrementAndGet();
      lane.bytes.addAndGet(-size);
      throw e;
    }
    lane.waiting.add(new Waiting(task, size));
    lane.turns.wake();
  }

  /** Whether a task waits or runs in the lane of a sender. */
  boolean busy(Object sender) {
    return lane(sender).messages.get() > 0;
  }

  private Lane lane(Object sender) {
    return lanes[Math.floorMod(sender.hashCode(), lanes.length)];
  }
}

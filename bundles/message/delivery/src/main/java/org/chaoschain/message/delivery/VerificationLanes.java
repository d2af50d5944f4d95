// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;

/**
 * Runs what has to be done for a message on the workers: in order for each sender, side by side for
 * several. Bounded.
 */
final class VerificationLanes {
  private final Limit maxMessages;
  private final Limit maxBytes;
  private final LaneOfTasks[] lanes;

  private static final class LaneOfTasks {
    private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final Turns turns;

    LaneOfTasks(DeliveryEnvironment environment) {
      this.turns = new Turns(environment.scheduler(), this::step);
    }

    private boolean step() {
      Task next = tasks.poll();
      if (next == null) {
        return false;
      }
      leave(next.size());
      next.action().run();
      return !tasks.isEmpty();
    }

    void leave(int size) {
      waiting.decrementAndGet();
      bytes.addAndGet(-size);
    }
  }

  private record Task(Runnable action, int size) {}

  VerificationLanes(DeliveryEnvironment environment, InboxSettings settings) {
    this.maxMessages =
        environment
            .metrics()
            .limit(
                "message.delivery.verify.max.messages", settings.verifyMaxMessages(), "messages");
    this.maxBytes =
        environment
            .metrics()
            .limit("message.delivery.verify.max.bytes", settings.verifyMaxBytes(), "bytes");
    this.lanes = new LaneOfTasks[settings.lanes()];
    Arrays.setAll(lanes, i -> new LaneOfTasks(environment));
  }

  /**
   * Runs a task in the lane of a sender.
   *
   * @param size of the message on the wire, in bytes
   */
  void execute(AgentId sender, int size, Runnable action) throws LimitExceededException {
    LaneOfTasks lane = lanes[Math.floorMod(sender.hashCode(), lanes.length)];
    int waiting = lane.waiting.incrementAndGet();
    long bytes = lane.bytes.addAndGet(size);
    try {
      maxMessages.check("messages that wait to be verified", waiting);
      maxBytes.check("messages that wait to be verified", bytes);
    } catch (LimitExceededException e) {
      lane.leave(size);
      throw e;
    }
    lane.tasks.add(new Task(action, size));
    lane.turns.wake();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;

/**
 * Runs what has to be done for a message on the workers: in order for each sender, side by side for
 * several. Bounded.
 */
final class VerificationLanes {
  private final Limit limit;
  private final LaneOfTasks[] lanes;

  private static final class LaneOfTasks {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Turns turns;

    LaneOfTasks(DeliveryEnvironment environment) {
      this.turns = new Turns(environment.scheduler(), this::step);
    }

    private boolean step() {
      Runnable next = tasks.poll();
      if (next == null) {
        return false;
      }
      waiting.decrementAndGet();
      next.run();
      return true;
    }
  }

  VerificationLanes(DeliveryEnvironment environment, InboxSettings settings) {
    this.limit =
        environment
            .metrics()
            .limit(
                "message.delivery.verify.max.messages", settings.verifyMaxMessages(), "messages");
    this.lanes = new LaneOfTasks[settings.lanes()];
    Arrays.setAll(lanes, i -> new LaneOfTasks(environment));
  }

  void execute(AgentId sender, Runnable task) throws LimitExceededException {
    LaneOfTasks lane = lanes[Math.floorMod(sender.hashCode(), lanes.length)];
    int waiting = lane.waiting.incrementAndGet();
    if (!limit.allows(waiting)) {
      lane.waiting.decrementAndGet();
      throw limit.refuse("messages that wait to be verified", waiting);
    }
    lane.tasks.add(task);
    lane.turns.wake();
  }
}

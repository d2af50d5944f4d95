// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import java.time.Duration;
import java.util.List;
import java.util.function.IntPredicate;
import org.chaoschain.api.message.Priority;
import org.chaoschain.message.flow.core.FlowConfig;
import org.chaoschain.message.flow.core.FlowListener;
import org.chaoschain.message.flow.core.FlowShares;
import org.chaoschain.message.flow.core.Loss;
import org.chaoschain.message.flow.core.PriorityScheduler;

/**
 * The order of the node before a server that does so many bytes a second, and nothing else of a
 * node: no node that keeps this order can answer sooner.
 */
final class OneServer {
  private final PriorityScheduler<Integer, Posted> order =
      new PriorityScheduler<>(
          FlowConfig.unbounded(FlowShares.DEFAULT, FlowLab.LARGEST), new Lossless());
  private final Tally tally = new Tally();
  private Posted next;

  /** A message of the class high. */
  record Posted(long atNanos, int peer, int bytes) {}

  private static final class Lossless implements FlowListener<Integer, Posted> {
    @Override
    public void lost(Integer peer, Posted message, Priority priority, Loss reason) {
      throw new AssertionError(message + " " + reason);
    }

    @Override
    public void pause(Integer peer) {}

    @Override
    public void resume(Integer peer) {}

    @Override
    public void overQuota(Integer peer) {}
  }

  private OneServer() {}

  /**
   * Serves all.
   *
   * @param posted in the order of time
   * @param counted the peers whose messages are in the tally
   * @param roundTrip to the server and back
   */
  static Tally serve(List<Posted> posted, IntPredicate counted, Duration roundTrip) {
    OneServer server = new OneServer();
    server.run(posted, counted, roundTrip.toNanos());
    return server.tally;
  }

  private void run(List<Posted> posted, IntPredicate counted, long roundTripNanos) {
    int come = 0;
    long now = 0;
    while (come < posted.size() || !order.isEmpty()) {
      if (order.isEmpty()) {
        now = Math.max(now, posted.get(come).atNanos());
      }
      for (; come < posted.size() && posted.get(come).atNanos() <= now; come++) {
        Posted one = posted.get(come);
        order.offer(one.peer(), Priority.HIGH, one.bytes(), one, now);
      }
      order.poll(now, (peer, message, priority, bytes, waited) -> next = message);
      now += (long) (next.bytes() * 1e9 / FlowLab.CAPACITY);
      if (counted.test(next.peer())) {
        tally.offered++;
        tally.open++;
        tally.accepted(next.bytes(), now - next.atNanos() + roundTripNanos);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.personality.core;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.metrics.Limit;

/**
 * How often an agent answers: at most so many times to one partner within a minute, and to so many
 * partners. So a partner that answers answers is left alone after a while. Not safe for use by many
 * threads.
 */
public final class ReplyBudget {
  /** Within which answers are counted. */
  public static final Duration WINDOW = Duration.ofMinutes(1);

  private static final int MAX_PARTNERS = 256;

  private final Limit limit;
  private final Map<AgentId, Deque<Long>> answers = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * A full one.
   *
   * @param limit the most answers to one partner within {@link #WINDOW}
   */
  public ReplyBudget(Limit limit) {
    this.limit = limit;
  }

  /**
   * Asks whether a partner may be answered, and counts it if so.
   *
   * @param nanos by {@code Clock.nanoTime}
   */
  public boolean take(AgentId partner, long nanos) {
    Deque<Long> times = answers.computeIfAbsent(partner, id -> new ArrayDeque<>());
    if (answers.size() > MAX_PARTNERS) {
      answers.remove(answers.keySet().iterator().next());
    }
    while (!times.isEmpty() && nanos - times.getFirst() >= WINDOW.toNanos()) {
      times.removeFirst();
    }
    if (!limit.allows(times.size() + 1L)) {
      limit.refused().increment();
      return false;
    }
    times.addLast(nanos);
    return true;
  }
}

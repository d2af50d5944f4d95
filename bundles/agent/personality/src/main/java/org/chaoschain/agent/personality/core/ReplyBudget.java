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
 * How often an agent answers within a minute: at most so many times one partner, and so many times
 * all of them. So a partner that answers answers is left alone after a while, and who has many
 * identities does not get an answer for each. Not safe for use by many threads.
 */
public final class ReplyBudget {
  /** Within which answers are counted. */
  public static final Duration WINDOW = Duration.ofMinutes(1);

  private static final int MAX_PARTNERS = 256;

  private final Limit limit;
  private final Limit ofAll;
  private final Deque<Long> all = new ArrayDeque<>();
  private final Map<AgentId, Deque<Long>> answers = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * A full one.
   *
   * @param limit the most answers to one partner within {@link #WINDOW}
   * @param ofAll the most to all of them
   */
  public ReplyBudget(Limit limit, Limit ofAll) {
    this.limit = limit;
    this.ofAll = ofAll;
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
    forgetOld(times, nanos);
    forgetOld(all, nanos);
    if (!allows(limit, times) || !allows(ofAll, all)) {
      return false;
    }
    all.addLast(nanos);
    times.addLast(nanos);
    return true;
  }

  private static void forgetOld(Deque<Long> times, long nanos) {
    while (!times.isEmpty() && nanos - times.getFirst() >= WINDOW.toNanos()) {
      times.removeFirst();
    }
  }

  private static boolean allows(Limit limit, Deque<Long> times) {
    boolean allows = limit.allows(times.size() + 1L);
    if (!allows) {
      limit.refused().increment();
    }
    return allows;
  }
}

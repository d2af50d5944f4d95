// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.opinions.internal;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.Opinion;
import org.chaoschain.api.agent.Opinions.Answer;
import org.chaoschain.api.agent.Opinions.Status;

/** Collects the answers to one question; the first of each agent counts. Safe for many threads. */
final class OpinionRound {
  private final long startNanos;
  private final Set<AgentId> open;
  private final Map<AgentId, Answer> answers = new TreeMap<>();
  private boolean over;

  OpinionRound(Collection<AgentId> asked, long startNanos) {
    this.open = new TreeSet<>(asked);
    this.startNanos = startNanos;
  }

  /** An agent has answered; gives all answers if that was the last one. */
  synchronized Optional<List<Answer>> answer(
      AgentId agent, Status status, Opinion opinion, long nowNanos) {
    if (over || !open.remove(agent)) {
      return Optional.empty();
    }
    answers.put(agent, new Answer(agent, status, opinion, took(nowNanos)));
    return open.isEmpty() ? Optional.of(end()) : Optional.empty();
  }

  /** The time is over; gives all answers unless they were given before. */
  synchronized Optional<List<Answer>> timeOver(long nowNanos) {
    if (over) {
      return Optional.empty();
    }
    for (AgentId agent : open) {
      answers.put(
          agent,
          new Answer(agent, Status.LATE, Opinion.abstain("no answer in time"), took(nowNanos)));
    }
    return Optional.of(end());
  }

  /** All answers, once the question has ended. */
  synchronized Optional<List<Answer>> ended() {
    return over ? Optional.of(List.copyOf(answers.values())) : Optional.empty();
  }

  private List<Answer> end() {
    over = true;
    return List.copyOf(answers.values());
  }

  private Duration took(long nowNanos) {
    return Duration.ofNanos(Math.max(0, nowNanos - startNanos));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.example.poll;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;

/**
 * The polls that are open, and who has voted for what: each agent once, and its last vote counts.
 * Knows neither the node nor the time, so a test needs neither. For one thread.
 */
final class Tally {
  /** How long a poll is open. */
  static final Duration OPEN = Duration.ofDays(1);

  /** The most polls that are remembered; the oldest goes for a new one. */
  static final int MAX_POLLS = 100;

  /** The most agents whose votes count in a poll. */
  static final int MAX_VOTERS = 10_000;

  private final Map<String, Count> polls = new LinkedHashMap<>();

  private record Count(PollMessage.Poll poll, Instant end, Map<AgentId, Integer> votes) {}

  /** Opens a poll; one that is known stays as it is. */
  void open(String id, PollMessage.Poll poll, Instant now) {
    polls.values().removeIf(count -> count.end().isBefore(now));
    if (polls.size() == MAX_POLLS && !polls.containsKey(id)) {
      polls.remove(polls.keySet().iterator().next());
    }
    polls.putIfAbsent(id, new Count(poll, now.plus(OPEN), new HashMap<>()));
  }

  /**
   * Counts a vote.
   *
   * @return what to tell the voter
   */
  String vote(AgentId voter, PollMessage.Vote vote, Instant now) {
    Count count = polls.get(vote.pollId());
    if (count == null || count.end().isBefore(now)) {
      return "There is no open poll " + vote.pollId() + ".";
    }
    if (vote.option() > count.poll().options().size()) {
      return "That poll has only %d options.".formatted(count.poll().options().size());
    }
    if (count.votes().size() >= MAX_VOTERS && !count.votes().containsKey(voter)) {
      return "That poll has all the votes it can count.";
    }
    boolean changed = count.votes().put(voter, vote.option()) != null;
    return (changed ? "Your vote was changed. " : "Your vote counts. ") + standing(count);
  }

  /** The question of a poll. */
  Optional<String> question(String id) {
    return Optional.ofNullable(polls.get(id)).map(count -> count.poll().question());
  }

  private static String standing(Count count) {
    StringBuilder text = new StringBuilder("So far:");
    for (int i = 0; i < count.poll().options().size(); i++) {
      int option = i + 1;
      long votes = count.votes().values().stream().filter(each -> each == option).count();
      text.append(i == 0 ? " " : ", ")
          .append(count.poll().options().get(i))
          .append(' ')
          .append(votes);
    }
    return text.append('.').toString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import java.time.Duration;
import java.util.Arrays;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;

/**
 * What may be used within an hour: requests, tokens, cost. A request takes what it may use at most,
 * and gives back what it has not used. Counted by the minute: the window is an hour and at most a
 * minute more. Times are of {@code Clock.nanoTime}. Not safe for use by many threads.
 */
public final class HourBudget {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final int MINUTES = 61;

  private final Limit requests;
  private final Limit tokens;
  private final Limit cost;
  private final long[] minutes = new long[MINUTES];
  private final Spent[] spent = new Spent[MINUTES];

  /**
   * What has been used.
   *
   * @param requests how many
   * @param tokens of prompts and answers
   * @param cost in millionths
   */
  public record Spent(long requests, long tokens, long cost) {
    /** Nothing. */
    public static final Spent NOTHING = new Spent(0, 0, 0);

    Spent plus(Spent other) {
      return new Spent(requests + other.requests, tokens + other.tokens, cost + other.cost);
    }
  }

  /**
   * What a request has taken.
   *
   * @param minute when
   * @param amount what
   */
  public record Taken(long minute, Spent amount) {}

  /**
   * A full one.
   *
   * @param cost in millionths; one of 0 is none
   */
  public HourBudget(Limit requests, Limit tokens, Limit cost) {
    this.requests = requests;
    this.tokens = tokens;
    this.cost = cost;
    Arrays.fill(spent, Spent.NOTHING);
  }

  /**
   * Whether another request has room. Counts nothing but a refusal.
   *
   * @param scope whose budget it is
   * @param most what the request may use
   * @throws LimitExceededException naming the limit that has no room
   */
  public void check(String scope, Spent most, long nanos) throws LimitExceededException {
    Spent after = spent(nanos).plus(most);
    requests.check(scope, after.requests());
    tokens.check(scope, after.tokens());
    if (cost.value() > 0) {
      cost.check(scope, after.cost());
    }
  }

  /** Takes what a request may use at most. */
  public Taken take(Spent most, long nanos) {
    long minute = Math.floorDiv(nanos, MINUTE);
    int slot = slot(minute);
    if (minutes[slot] != minute) {
      minutes[slot] = minute;
      spent[slot] = Spent.NOTHING;
    }
    spent[slot] = spent[slot].plus(most);
    return new Taken(minute, most);
  }

  /** Puts what a request has used in the place of what it had taken. */
  public void settle(Taken taken, Spent used) {
    int slot = slot(taken.minute());
    if (minutes[slot] == taken.minute()) {
      Spent amount = taken.amount();
      spent[slot] =
          spent[slot]
              .plus(used)
              .plus(new Spent(-amount.requests(), -amount.tokens(), -amount.cost()));
    }
  }

  /** What was used within the last hour. */
  public Spent spent(long nanos) {
    long minute = Math.floorDiv(nanos, MINUTE);
    Spent sum = Spent.NOTHING;
    for (int i = 0; i < MINUTES; i++) {
      long age = minute - minutes[i];
      if (age >= 0 && age < MINUTES) {
        sum = sum.plus(spent[i]);
      }
    }
    return sum;
  }

  private static int slot(long minute) {
    return (int) Math.floorMod(minute, (long) MINUTES);
  }
}

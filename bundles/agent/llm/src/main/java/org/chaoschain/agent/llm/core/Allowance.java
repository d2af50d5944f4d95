// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import java.time.Duration;
import org.chaoschain.agent.llm.core.HourBudget.Spent;
import org.chaoschain.agent.llm.core.HourBudget.Taken;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;

/**
 * Decides whether a request may be made, by budget and circuit, and keeps account. Replies have a
 * share of the budget, so that those who write to the agent cannot use up what its opinions need.
 * Safe for use by many threads.
 */
public final class Allowance {
  private static final String PREFIX = "agent.llm.";

  private final String scope;
  private final Prices prices;
  private final HourBudget all;
  private final HourBudget replies;
  private final Circuit circuit;

  /**
   * What an agent may use within an hour.
   *
   * @param requests how many
   * @param tokens of prompts and answers
   * @param cost in millionths; 0 for any
   * @param repliesShare how many of a hundred parts replies may use
   */
  public record Hour(long requests, long tokens, long cost, int repliesShare) {
    private HourBudget budget(Metrics metrics) {
      return new HourBudget(
          metrics.limit(PREFIX + "max.requests.per.hour", requests, "requests"),
          metrics.limit(PREFIX + "max.tokens.per.hour", tokens, "tokens"),
          metrics.limit(PREFIX + "max.cost.per.hour", cost, "millionths"));
    }

    private HourBudget repliesBudget(Metrics metrics) {
      Limit share = metrics.limit(PREFIX + "replies.share", 0, "");
      return new HourBudget(
          new Limit(share.key(), part(requests), "requests for replies", share.refused()),
          new Limit(share.key(), part(tokens), "tokens for replies", share.refused()),
          // a part that rounds to nothing must not stand for no limit
          new Limit(
              share.key(),
              cost == 0 ? 0 : Math.max(1, part(cost)),
              "millionths for replies",
              share.refused()));
    }

    private long part(long whole) {
      return whole / 100 * repliesShare + whole % 100 * repliesShare / 100;
    }
  }

  /** A request that may be made. One of the methods that end it must be called, once. */
  public static final class Ticket {
    private final Purpose purpose;
    private final Taken ofAll;
    private final Taken ofReplies;
    private boolean ended;

    private Ticket(Purpose purpose, Taken ofAll, Taken ofReplies) {
      this.purpose = purpose;
      this.ofAll = ofAll;
      this.ofReplies = ofReplies;
    }
  }

  /**
   * Everything is allowed yet.
   *
   * @param scope whose it is, for messages
   */
  public Allowance(String scope, Hour hour, Prices prices, Circuit circuit, Metrics metrics) {
    this.scope = scope;
    this.prices = prices;
    this.all = hour.budget(metrics);
    this.replies = hour.repliesBudget(metrics);
    this.circuit = circuit;
  }

  /**
   * Asks whether a request may be made, and takes what it may use at most.
   *
   * @throws SilenceException of the cause {@link Cause#BUDGET} or {@link Cause#PAUSED}
   */
  public synchronized Ticket enter(Purpose purpose, Usage most, long nanos)
      throws SilenceException {
    Spent amount = spent(most);
    try {
      all.check(scope, amount, nanos);
      if (purpose == Purpose.REPLY) {
        replies.check(scope, amount, nanos);
      }
    } catch (LimitExceededException e) {
      throw new SilenceException(
          Cause.BUDGET, "the budget of the last hour has no room: " + e.getMessage());
    }
    if (!circuit.enter(nanos)) {
      throw new SilenceException(
          Cause.PAUSED,
          circuit.keyRefused()
              ? "the endpoint does not take the key, and is left alone for %d s"
                  .formatted(circuit.openFor(nanos).toSeconds())
              : "the endpoint fails, and is left alone for %d s"
                  .formatted(circuit.openFor(nanos).toSeconds()));
    }
    return new Ticket(
        purpose,
        all.take(amount, nanos),
        purpose == Purpose.REPLY ? replies.take(amount, nanos) : null);
  }

  private Spent spent(Usage usage) {
    return new Spent(1, usage.tokens(), prices.of(usage));
  }

  /** The endpoint has answered as it should. */
  public synchronized void succeeded(Ticket ticket, Usage used) {
    if (end(ticket)) {
      settle(ticket, used);
      circuit.succeeded();
    }
  }

  /**
   * The endpoint has not answered as it should.
   *
   * @param used what the request may have used all the same
   * @param asked how long the endpoint asks to be left alone; zero if it does not
   * @param chance from 0 to below 1
   * @return whether it is left alone from now on
   */
  public synchronized boolean failed(
      Ticket ticket, Usage used, Duration asked, long nanos, double chance) {
    if (!end(ticket)) {
      return false;
    }
    settle(ticket, used);
    return circuit.failed(nanos, asked, chance);
  }

  /**
   * The endpoint does not take the key.
   *
   * @return whether that is new
   */
  public synchronized boolean refusedKey(Ticket ticket, long nanos) {
    if (!end(ticket)) {
      return false;
    }
    settle(ticket, Usage.NONE);
    return circuit.refusedKey(nanos);
  }

  /** The request was given up without the endpoint's fault; it keeps what it has taken. */
  public synchronized void abandoned(Ticket ticket) {
    if (end(ticket)) {
      circuit.abandoned();
    }
  }

  private static boolean end(Ticket ticket) {
    boolean first = !ticket.ended;
    ticket.ended = true;
    return first;
  }

  private void settle(Ticket ticket, Usage used) {
    all.settle(ticket.ofAll, spent(used));
    if (ticket.purpose == Purpose.REPLY) {
      replies.settle(ticket.ofReplies, spent(used));
    }
  }

  /** What was used within the last hour. */
  public synchronized Spent spent(long nanos) {
    return all.spent(nanos);
  }

  /** What is let through now. */
  public synchronized Circuit.State state(long nanos) {
    return circuit.state(nanos);
  }

  /** Whether the key was refused when it was last used. */
  public synchronized boolean keyRefused() {
    return circuit.keyRefused();
  }

  /** How long the endpoint is left alone yet. */
  public synchronized Duration openFor(long nanos) {
    return circuit.openFor(nanos);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import org.chaoschain.api.plugin.Health;
import org.chaoschain.api.plugin.Health.Status;

/** How an agent is, by what has become of its last questions. Safe for use by many threads. */
public final class Wellbeing {
  /** After so many answers in a row of another form, a person should look. */
  public static final int UNUSABLE = 3;

  private int unusable;
  private Cause last;

  /** Well. */
  public Wellbeing() {}

  /** A question was answered. */
  public synchronized void answered() {
    unusable = 0;
    last = null;
  }

  /** A question was not answered. */
  public synchronized void silent(Cause cause) {
    switch (cause) {
      case FORM, CUT, TOOL, MALFORMED, TOO_LARGE -> {
        unusable = Math.min(unusable, UNUSABLE) + 1;
        last = cause;
      }
      case BUDGET, DEADLINE, UNREACHABLE, RATE, STATUS, REDIRECT, WITHHELD, DECLINED ->
          last = cause;
      default -> {
        // nothing that the endpoint or the model has done
      }
    }
  }

  /**
   * How it is.
   *
   * @param allowance of the agent
   */
  public synchronized Health health(Allowance allowance, long nanos) {
    if (allowance.keyRefused()) {
      return new Health(
          Status.CRITICAL,
          "the endpoint does not take the key; set another by agent.llm.key.env or agent.llm.key.file, and start the node again");
    }
    if (allowance.state(nanos) != Circuit.State.CLOSED) {
      return new Health(
          Status.WARN,
          "the endpoint fails (%s), and is left alone for %d s; the agent abstains and keeps silent"
              .formatted(
                  last == null ? "no answer" : last.word(), allowance.openFor(nanos).toSeconds()));
    }
    if (unusable >= UNUSABLE) {
      return new Health(
          Status.WARN,
          "the last answers could not be used (%s); see agent.llm.response.format, agent.llm.max.answer.tokens and agent.llm.max.response.bytes"
              .formatted(last.word()));
    }
    if (last == Cause.BUDGET) {
      return new Health(
          Status.WARN,
          "the budget of the hour is used up; the agent abstains and keeps silent until there is room again, or agent.llm.max.requests.per.hour, .max.tokens.per.hour, .max.cost.per.hour or .replies.share is raised");
    }
    if (last == Cause.WITHHELD) {
      return new Health(Status.WARN, "a secret was in the model's last answer, which was withheld");
    }
    return last == null
        ? Health.FINE
        : new Health(Status.WARN, "the last question was not answered (%s)".formatted(last.word()));
  }
}

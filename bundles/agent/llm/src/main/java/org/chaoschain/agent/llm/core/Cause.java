// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import java.util.Locale;

/** Why a model has nothing to say that can be used. */
public enum Cause {
  /** So many questions are open already that this one is not asked. */
  BUSY,
  /** The hour's requests, tokens or cost are used up. */
  BUDGET,
  /** The conversation with this partner has been long enough. */
  CONVERSATION,
  /** The endpoint has failed, and is left alone for a while. */
  PAUSED,
  /** The time was over before there was an answer. */
  DEADLINE,
  /** No connection, or it broke. */
  UNREACHABLE,
  /** The endpoint says that there were too many requests: status 429. */
  RATE,
  /** The endpoint does not take the key: status 401 or 403. */
  KEY,
  /** The endpoint sends elsewhere; nobody follows. */
  REDIRECT,
  /** Another status than 200. */
  STATUS,
  /** The response is too large. */
  TOO_LARGE,
  /** The response is no chat completion. */
  MALFORMED,
  /** The model's answer does not have the form that was asked for. */
  FORM,
  /** The model's answer was cut off. */
  CUT,
  /** The model declines to answer. */
  DECLINED,
  /** The model asks for a tool; there are none. */
  TOOL,
  /** A secret was in the model's answer. */
  WITHHELD,
  /** The model has chosen to say nothing. */
  NOTHING,
  /** The answer could not be sent. */
  UNSENT,
  /** The agent has gone. */
  GONE;

  /** The word for it: lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

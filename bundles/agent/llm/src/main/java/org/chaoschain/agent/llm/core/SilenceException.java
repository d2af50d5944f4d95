// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

/**
 * A model has nothing to say that can be used. The message is the node's own: nothing in it was
 * written by a model, an endpoint or another agent. It has no stack trace: this is an expected
 * event.
 */
public final class SilenceException extends Exception {
  private static final long serialVersionUID = 1;

  private final Cause cause;

  /**
   * Says why.
   *
   * @param message for people: what happened and, where something helps, what to do
   */
  public SilenceException(Cause cause, String message) {
    super(message, null, false, false);
    this.cause = cause;
  }

  /** Why, for machines. */
  public Cause why() {
    return cause;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

/** A message could not be judged, for a reason that is not in the message. */
public abstract class UnjudgedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Refusal refusal;

  /**
   * With the reason.
   *
   * @param refusal what the sender is told
   * @param cause may be null
   */
  protected UnjudgedException(Refusal refusal, String message, Throwable cause) {
    super(message, cause);
    this.refusal = refusal;
  }

  /** What the sender is told. */
  public final Refusal refusal() {
    return refusal;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel;

/**
 * The node did not start. The message says what happened, to what, and what to do; it may have
 * several lines.
 */
public final class KernelException extends Exception {
  private static final long serialVersionUID = 1;

  private final Failure failure;

  /** A failure of that kind. */
  public KernelException(Failure failure, String message) {
    super(message);
    this.failure = failure;
  }

  /** A failure of that kind with its cause. */
  public KernelException(Failure failure, String message, Throwable cause) {
    super(message, cause);
    this.failure = failure;
  }

  /** What kind of failure it is. */
  public Failure failure() {
    return failure;
  }
}

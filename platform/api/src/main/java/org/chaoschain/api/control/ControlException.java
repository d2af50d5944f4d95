// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.control;

/**
 * A control command's refusal: a code for machines, a message with what, where and what to do for
 * people.
 */
public final class ControlException extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;

  /**
   * Makes a refusal.
   *
   * @param code {@code usage}, {@code not-found}, {@code refused}, {@code unavailable}, {@code
   *     failed} or {@code closed}
   */
  public ControlException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** The client's words are off. */
  public static ControlException usage(String message) {
    return new ControlException("usage", message);
  }

  /** What was named is not there. */
  public static ControlException notFound(String message) {
    return new ControlException("not-found", message);
  }

  /** It was understood and will not be done. */
  public static ControlException refused(String message) {
    return new ControlException("refused", message);
  }

  /** It was tried and did not work. */
  public static ControlException failed(String message) {
    return new ControlException("failed", message);
  }

  /** The code for machines. */
  public String code() {
    return code;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.agent;

import java.nio.charset.StandardCharsets;

/**
 * What an agent thinks of a proposed block. Immutable.
 *
 * @param verdict for, against, or neither
 * @param reason why, for people and other agents: at most {@value #MAX_REASON} bytes of UTF-8; may
 *     be empty
 */
public record Opinion(Verdict verdict, String reason) {
  /** Most bytes of a reason in UTF-8. */
  public static final int MAX_REASON = 1_024;

  /** What the agent would do with the block. */
  public enum Verdict {
    /** Let it in. */
    APPROVE,
    /** Keep it out. */
    REJECT,
    /** Neither. */
    ABSTAIN
  }

  /**
   * Checks the reason.
   *
   * @throws IllegalArgumentException if it is too long
   */
  public Opinion {
    int size = reason.getBytes(StandardCharsets.UTF_8).length;
    if (size > MAX_REASON) {
      throw new IllegalArgumentException(
          "the reason of an opinion has %d bytes, and at most %d are allowed; shorten it"
              .formatted(size, MAX_REASON));
    }
  }

  /** Neither for nor against. */
  public static Opinion abstain(String reason) {
    return new Opinion(Verdict.ABSTAIN, reason);
  }
}

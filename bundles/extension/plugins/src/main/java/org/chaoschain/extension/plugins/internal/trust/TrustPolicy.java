// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.trust;

import java.util.Arrays;
import java.util.Locale;

/** Whose plugins may run. */
public enum TrustPolicy {
  /** Those that a trusted publisher signed. */
  TRUSTED,
  /** Those too that the operator approves; they wait for it. */
  ASK,
  /** Unsigned ones too: for development. */
  ANY;

  /**
   * Reads the configuration's word.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static TrustPolicy parse(String word) {
    return Arrays.stream(values())
        .filter(policy -> policy.word().equals(word.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "extension.plugins.policy is trusted, ask or any, not '" + word + "'"));
  }

  /** The word in the configuration. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

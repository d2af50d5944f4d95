// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.trust;

import java.util.Locale;

/**
 * Why a plugin must not run.
 *
 * @param state how it is shown
 * @param reason for people: what is wrong and what to do
 */
public record Objection(State state, String reason) {
  /** How a plugin is that must not run. */
  public enum State {
    /** Nobody trusts it. */
    REJECTED,
    /** The operator has to decide. */
    WAITING,
    /** It was good once. */
    REVOKED;

    /** The word in lists: {@code waiting}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.plugin;

/**
 * How something is.
 *
 * @param status for machines
 * @param reason for people: what is wrong and what to do; empty if nothing is
 */
public record Health(Status status, String reason) {
  /** How it is, best first. */
  public enum Status {
    /** It does what it should. Nobody has to do anything. */
    OK,
    /** It works with less than it wants. A person should look at it within the day. */
    WARN,
    /** It does not do what it should. A person should act now. */
    CRITICAL
  }

  /** Nothing is wrong. */
  public static final Health FINE = new Health(Status.OK, "");
}

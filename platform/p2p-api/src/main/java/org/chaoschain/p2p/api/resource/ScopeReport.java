// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.resource;

/**
 * One scope at one moment. Immutable.
 *
 * @param kind which kind of scope
 * @param name what it is the scope of, such as a peer's id; empty for those that are there once
 * @param used what is in use
 * @param limits what may be
 */
public record ScopeReport(Kind kind, String name, ResourceUsage used, ResourceUsage limits) {
  /** Which kind of scope. */
  public enum Kind {
    /** Everything. */
    SYSTEM,
    /** What is not yet known. */
    TRANSIENT,
    /** The streams of one protocol. */
    PROTOCOL,
    /** What is shared with one peer. */
    PEER,
    /** One connection. */
    CONNECTION
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.message;

/** The three classes of the protocol. The receiver decides the class. */
public enum Priority {
  /** Votes, proposals, critical agent communication. */
  HIGH,
  /** Alliances, memes, status, discussions. */
  MEDIUM,
  /** Statistics, history, the rest. */
  LOW
}

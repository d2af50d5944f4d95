// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

/** One direction of a connection: from the member that holds it to another. */
final class Link {
  final Member to;

  /** Whether the member that holds it has dialled. */
  final boolean outbound;

  boolean open = true;

  /** When the last of what must keep its order arrives. */
  long orderedUntil;

  Link(Member to, boolean outbound) {
    this.to = to;
    this.outbound = outbound;
  }
}

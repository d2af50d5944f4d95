// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.floodsub.core;

/** A peer has broken the protocol; the message says who, how and what is allowed. */
public final class FloodsubViolation extends Exception {
  private static final long serialVersionUID = 1;

  /** Made with a message for people. */
  public FloodsubViolation(String message) {
    super(message);
  }
}

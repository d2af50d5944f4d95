// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

/** Bytes that are no Kademlia message; the message says what was found and where. */
public final class KadMalformedException extends Exception {
  private static final long serialVersionUID = 1;

  /** Made with a message for people. */
  public KadMalformedException(String message) {
    super(message);
  }
}

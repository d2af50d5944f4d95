// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.mdns.core;

/** The multicast group. Its methods are called one after the other, and do not block. */
public interface Wire {
  /** Who hears what is sent to the group. Safe for use by many threads. */
  interface Receiver {
    /** Whether one more packet is taken now. Asked before a packet is decoded. */
    boolean admits();

    /** Takes a packet that was admitted. */
    void received(Packet packet);
  }

  /** Joins the group. What this side sends is heard as well. */
  void open(Receiver receiver);

  /** Sends to the group, as far as that is possible now. */
  void send(Packet packet);

  /** Leaves the group; nothing is received any more, once what is under way has come. */
  void close();
}

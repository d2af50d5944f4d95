// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.internal;

/** The WebSocket under a connection. Safe for use by many threads; never blocks. */
interface Channel {
  /** What a WebSocket is closed with; the numbers of this protocol are from 4000 on. */
  enum Closing {
    /** The node stops, or replaces this bundle, or has heard nothing of the agent for too long. */
    GOING_AWAY(1001),
    /** The agent breaks the protocol. */
    PROTOCOL(1008),
    /** A limit of the node is reached. */
    LIMIT(1013),
    /** The handshake has failed or was late. */
    REFUSED(4401),
    /** The session has been revoked. */
    REVOKED(4403),
    /** The session's time is over. */
    EXPIRED(4408),
    /** The agent has connected again. */
    REPLACED(4409);

    private final int code;

    Closing(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /**
   * Writes a text frame after those before it.
   *
   * @param done runs once it is written or has failed
   */
  void send(String text, Runnable done);

  /** Reads one more frame. */
  void demand();

  /** Asks the other side for a sign of life. */
  void ping();

  /** Ends it at once, whatever the other side does. */
  void cut();

  /** Closes after what was written; the reason is cut to what WebSocket allows. */
  void close(Closing why, String reason);
}

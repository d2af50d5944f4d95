// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import java.util.ArrayDeque;
import java.util.Deque;

/** The messages of one session. {@link Traffic} alone looks at it and changes it. */
final class Flow {
  /** Runs to tell the session that it has been given room. */
  final Runnable wake;

  /** Messages without room, the oldest first. */
  final Deque<Waiting> line = new ArrayDeque<>();

  /** Messages with room that the session has not taken up, the oldest first. */
  final Deque<Waiting> granted = new ArrayDeque<>();

  /** Messages that are being sent, those included that have not been taken up. */
  int sending;

  /** Bytes of those in the line. */
  long bytes;

  /** Of two with as many under way, the one with the lower number is served first. */
  long turn;

  Flow(Runnable wake) {
    this.wake = wake;
  }

  /** Whether it has anything under way or waiting. */
  boolean isActive() {
    return sending > 0 || !line.isEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import java.time.Duration;

/**
 * A message of an agent that has not been sent yet. Immutable.
 *
 * @param saying what is to be sent
 * @param bytes the size of the frame that it came in
 * @param sinceNanos when it came
 */
record Waiting(Saying saying, int bytes, long sinceNanos) {
  /** Whether its life is over. */
  boolean isOver(long nowNanos) {
    return waited(nowNanos).compareTo(saying.options().timeToLive()) >= 0;
  }

  /** The message with the life that is left. */
  Saying at(long nowNanos) {
    return saying.withLife(saying.options().timeToLive().minus(waited(nowNanos)));
  }

  private Duration waited(long nowNanos) {
    return Duration.ofNanos(nowNanos - sinceNanos);
  }
}

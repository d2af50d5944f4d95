// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.perf.core;

import java.time.Duration;

/**
 * What one exchange of perf has moved.
 *
 * @param uploaded bytes to the remote, without the eight that say how many are asked for
 * @param downloaded bytes from the remote
 * @param elapsed from the agreement on the protocol to the remote's end
 */
public record Throughput(long uploaded, long downloaded, Duration elapsed) {
  private static final double NANOS = 1e9;

  /** Bytes a second, of both directions together. */
  public double bytesPerSecond() {
    return (uploaded + downloaded) * NANOS / Math.max(1, elapsed.toNanos());
  }
}

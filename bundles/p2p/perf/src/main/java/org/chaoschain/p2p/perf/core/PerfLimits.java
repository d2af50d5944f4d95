// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.perf.core;

import java.time.Duration;

/**
 * How much a remote may ask of this node.
 *
 * @param maxBytes of one exchange, in each direction; key {@code p2p.perf.max.bytes}
 * @param maxStreams exchanges at the same time, of all remotes; 1 or more; key {@code
 *     p2p.perf.max.streams}
 * @param timeout for one exchange; key {@code p2p.perf.timeout}
 */
public record PerfLimits(long maxBytes, int maxStreams, Duration timeout) {
  /** The defaults of the keys. */
  public static final PerfLimits DEFAULT = new PerfLimits(1L << 30, 2, Duration.ofMinutes(1));
}

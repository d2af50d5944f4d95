// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What the links between nodes do to an RPC.
 *
 * @param latency one way
 * @param jitter the share by which each transmission may be faster or slower, evenly spread
 * @param loss the probability that a transmission is lost, each for itself
 * @param retransmission after which what must not be lost is sent again; twice as long after each
 *     further loss
 */
record Links(Duration latency, double jitter, double loss, Duration retransmission) {
  /** 25 ms, give or take a tenth, without loss. */
  static final Links DEFAULT = new Links(Duration.ofMillis(25), 0.1, 0, Duration.ofMillis(200));

  Links {
    if (latency.isNegative() || jitter < 0 || jitter > 1 || loss < 0 || loss >= 1) {
      throw new IllegalArgumentException(
          "latency %s, jitter %s and loss %s must be 0 or more, jitter at most 1, loss below 1"
              .formatted(latency, jitter, loss));
    }
  }

  Links withLoss(double probability) {
    return new Links(latency, jitter, probability, retransmission);
  }

  /** How long one transmission is under way, in nanoseconds. */
  long travel(SplittableRandom random) {
    double factor = 1 + jitter * (2 * random.nextDouble() - 1);
    return (long) (latency.toNanos() * factor);
  }

  /** Whether one transmission is lost. */
  boolean loses(SplittableRandom random) {
    return loss > 0 && random.nextDouble() < loss;
  }

  /** How long what must not be lost waits until the transmission that succeeds. */
  long retransmissions(SplittableRandom random) {
    long waited = 0;
    long timeout = retransmission.toNanos();
    while (loses(random)) {
      waited += timeout;
      timeout *= 2;
    }
    return waited;
  }
}

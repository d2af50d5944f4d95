// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.sim;

import java.time.Duration;
import java.time.Instant;
import org.chaoschain.api.time.Clock;

/** One node's clock in a {@link Simulation}; its wall clock can be wrong. */
public final class SimClock implements Clock {
  private final Simulation simulation;
  private Duration skew = Duration.ZERO;

  SimClock(Simulation simulation) {
    this.simulation = simulation;
  }

  /** Sets how far the wall clock is ahead of the true time; negative if it is behind. */
  public void skew(Duration ahead) {
    this.skew = ahead;
  }

  @Override
  public Instant now() {
    return Simulation.EPOCH.plus(simulation.now()).plus(skew);
  }

  @Override
  public long nanoTime() {
    return simulation.now().toNanos();
  }
}

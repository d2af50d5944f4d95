// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.sim;

import org.chaoschain.p2p.api.transport.TransportConnection;
import org.chaoschain.transport.memory.core.MemoryPair;
import org.chaoschain.transport.memory.core.MemorySettings;

/** The two ends of one simulated connection, for tests of whatever is stacked on a duplex. */
public final class DuplexPair {
  private final MemoryPair pair;

  private DuplexPair(MemoryPair pair) {
    this.pair = pair;
  }

  /** A connection without latency whose bytes arrive in pieces of random size. */
  public static DuplexPair of(Simulation simulation) {
    return of(simulation, LinkSettings.DEFAULT);
  }

  /** A connection whose two links behave like that. */
  public static DuplexPair of(Simulation simulation, LinkSettings link) {
    return of(simulation, link, MemorySettings.DEFAULT);
  }

  /** A connection with limits of its own. */
  public static DuplexPair of(Simulation simulation, LinkSettings link, MemorySettings limits) {
    return new DuplexPair(
        new MemoryPair(
            simulation.scheduler(),
            simulation.metrics(),
            limits,
            (from, to) -> new SimLink(simulation, link, simulation.newRandom(), any -> true),
            simulation.allocator()));
  }

  /** One end; by custom the initiator. */
  public TransportConnection left() {
    return pair.left();
  }

  /** The other end. */
  public TransportConnection right() {
    return pair.right();
  }

  /** Loses the connection: both ends see that the network failed. */
  public void cut() {
    pair.cut();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import io.netty.buffer.ByteBufAllocator;
import java.util.random.RandomGenerator;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.testkit.sim.Simulation;

/**
 * What an assembled node lives on.
 *
 * @param clock time
 * @param scheduler delays and executors
 * @param random jitter and sampling
 * @param entropy keys and nonces
 * @param metrics counters
 * @param events events for people
 * @param allocator where buffers come from
 */
public record NodeServices(
    Clock clock,
    Scheduler scheduler,
    RandomGenerator random,
    EntropySource entropy,
    Metrics metrics,
    Events events,
    ByteBufAllocator allocator) {

  /** The services of a simulation, shared by all its nodes but for the source of chance. */
  public static NodeServices of(Simulation simulation) {
    return new NodeServices(
        simulation.clock(),
        simulation.scheduler(),
        simulation.newRandom(),
        simulation.entropy(),
        simulation.metrics(),
        simulation.events(),
        simulation.allocator());
  }
}

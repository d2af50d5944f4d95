// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import java.util.random.RandomGenerator;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;

/**
 * What an agent takes from its node.
 *
 * @param clock time
 * @param scheduler timers and threads
 * @param random for jitter
 * @param entropy for boundaries
 * @param metrics counts
 * @param events tells people
 */
record Surroundings(
    Clock clock,
    Scheduler scheduler,
    RandomGenerator random,
    EntropySource entropy,
    Metrics metrics,
    Events events) {}

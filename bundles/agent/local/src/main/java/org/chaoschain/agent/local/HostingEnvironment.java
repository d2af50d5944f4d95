// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import java.util.Optional;
import java.util.function.Supplier;
import org.chaoschain.api.message.Messenger;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * What hosting needs from its surroundings.
 *
 * @param peer this node, which the hosting records name
 * @param clock time
 * @param scheduler delays and threads
 * @param metrics where it counts
 * @param keys the agents' keys
 * @param messenger sends for the agents, if it is there
 * @param changed told when the set of agents or their hosting records have changed
 */
public record HostingEnvironment(
    PeerId peer,
    Clock clock,
    Scheduler scheduler,
    Metrics metrics,
    AgentKeys keys,
    Supplier<Optional<Messenger>> messenger,
    Runnable changed) {}

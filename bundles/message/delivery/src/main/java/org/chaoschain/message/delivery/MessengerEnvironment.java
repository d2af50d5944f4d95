// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.Optional;
import java.util.function.Supplier;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.p2p.api.agents.AgentLocator;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.pubsub.PubSub;

/**
 * What sending needs from its surroundings besides delivery's own environment.
 *
 * @param entropy where message ids come from
 * @param host opens streams, if it is there
 * @param locator finds agents, if it is there
 * @param pubSub carries broadcasts, if it is there
 */
public record MessengerEnvironment(
    EntropySource entropy,
    Supplier<Optional<Host>> host,
    Supplier<Optional<AgentLocator>> locator,
    Supplier<Optional<PubSub>> pubSub) {}

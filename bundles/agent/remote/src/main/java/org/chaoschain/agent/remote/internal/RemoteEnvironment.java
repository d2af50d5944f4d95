// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.chaoschain.agent.auth.core.Sessions;
import org.chaoschain.agent.remote.core.Admission;
import org.chaoschain.agent.remote.core.RemoteSettings;
import org.chaoschain.api.message.Messenger;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.time.Clock;
import org.chaoschain.message.json.core.JsonLimits;

/**
 * What the gateway needs from its surroundings.
 *
 * @param gateway the node that agents knock at
 * @param sessions the sessions of all carriers
 * @param clock time
 * @param entropy nonces and session ids
 * @param metrics where it counts
 * @param messenger sends for the agents, if it is there
 * @param limits of the texts of agents
 * @param settings of one session
 * @param workers send what has waited for room; a task that is rejected is made up for by the next
 *     sweep
 * @param handshakeTimeout how long an agent may take until it has begun
 * @param resumeTtl how long a session waits for its agent to come back
 */
record RemoteEnvironment(
    Admission.Gateway gateway,
    Sessions sessions,
    Clock clock,
    EntropySource entropy,
    Metrics metrics,
    Supplier<Optional<Messenger>> messenger,
    Supplier<JsonLimits> limits,
    RemoteSettings settings,
    Executor workers,
    Duration handshakeTimeout,
    Duration resumeTtl) {}

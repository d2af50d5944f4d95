// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.agents;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Somewhere else to look for an agent when no connected peer knows it: a DHT, a registry. Register
 * it as a service: the {@link AgentLocator} asks all sources and verifies what they say, so that a
 * source need not be trusted. Safe for use by many threads.
 */
@ConsumerType
public interface AgentSource {
  /**
   * Looks for the hosting record of an agent. When it has found one it also sees to it that the
   * peer named there can be dialled, if it can.
   *
   * @param deadline how long to look
   * @return the encoded {@code SignedHostingRecord}, or empty if none was found by then; never
   *     fails
   */
  CompletionStage<Optional<Bytes>> findRecord(AgentId agent, Duration deadline);
}

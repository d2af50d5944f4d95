// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import java.time.Instant;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;

/**
 * An authenticated agent on a connection. Immutable.
 *
 * @param id 16 random bytes; names the session, and gives no right
 * @param agent who
 * @param via how it is connected, for people: {@code libp2p 12D3…} or {@code https://node.example}
 * @param openedAt since when
 * @param expiresAt when it ends at the latest
 * @param grant what the node may sign for the agent; empty if the agent signs all itself
 */
public record Session(
    Bytes id,
    AgentId agent,
    String via,
    Instant openedAt,
    Instant expiresAt,
    Optional<Grant> grant) {

  /** Whether it has ended by time. */
  public boolean expired(Instant now) {
    return !now.isBefore(expiresAt);
  }
}

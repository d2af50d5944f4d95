// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import java.time.Instant;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;

/**
 * The member {@code envelope}: what the envelope says besides its payload. Everything is optional,
 * since whoever asks a node to send has not all of it yet. Immutable.
 *
 * @param id of the message
 * @param createdAt by the sender's clock
 * @param expiresAt from when on it is void
 * @param sender who signs, or who has delegated it
 * @param chainId the chain it is meant for
 * @param inReplyTo id of the message it answers
 * @param critical the sender's claim that it is urgent
 * @param delegation a serialised SignedDelegation
 * @param signature of the envelope, 64 bytes
 */
public record EnvelopeHead(
    Optional<String> id,
    Optional<Instant> createdAt,
    Optional<Instant> expiresAt,
    Optional<AgentId> sender,
    Optional<String> chainId,
    Optional<String> inReplyTo,
    Optional<Boolean> critical,
    Optional<Bytes> delegation,
    Optional<Bytes> signature) {}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.message;

import java.time.Instant;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;

/**
 * What an envelope says, apart from its signature. Immutable.
 *
 * @param version of the protocol; 1
 * @param id unique for its sender, 1 to 64 characters
 * @param createdAt by the sender's clock
 * @param sender the agent who signs
 * @param chainId the chain it is meant for
 * @param payload what it carries
 * @param expiresAt when it is of no use any more
 * @param inReplyTo the id of the message it answers
 * @param critical the sender's claim that it is urgent
 * @param delegation the encoded delegation under which a node has signed for the agent
 */
public record Message(
    long version,
    String id,
    Instant createdAt,
    AgentId sender,
    String chainId,
    Payload payload,
    Optional<Instant> expiresAt,
    Optional<String> inReplyTo,
    boolean critical,
    Optional<Bytes> delegation) {

  /** The version of the protocol that is spoken here. */
  public static final long VERSION = 1;

  /** The agent it is for; empty if it is for all. */
  public Optional<AgentId> target() {
    return payload instanceof Payload.AgentCommunication c ? c.target() : Optional.empty();
  }

  /** The extension it carries, directly or as an agent's content. */
  public Optional<Extension> extension() {
    if (payload instanceof Payload.Extended e) {
      return Optional.of(e.extension());
    }
    if (payload instanceof Payload.AgentCommunication c
        && c.content() instanceof Content.Extended e) {
      return Optional.of(e.extension());
    }
    return Optional.empty();
  }

  /**
   * The name of the {@link MessageType} that is responsible: {@code extension/…} with the
   * extension's type, {@code agent}, {@code meme}, or {@code payload/…} with the field's number.
   */
  public String typeName() {
    Optional<Extension> extension = extension();
    if (extension.isPresent()) {
      return "extension/" + extension.get().type();
    }
    if (payload instanceof Payload.AgentCommunication) {
      return "agent";
    }
    return payload instanceof Payload.Meme ? "meme" : "payload/" + payload.number();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.internal;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;
import org.chaoschain.message.envelope.core.Contents;
import org.chaoschain.message.envelope.core.Envelope;
import org.chaoschain.proto.v1.AgentCommunication;
import org.chaoschain.proto.v1.ChaoschainMessage;

/** The API's view of a checked envelope. */
final class MessageReader {
  private MessageReader() {}

  static Message read(Envelope envelope) {
    ChaoschainMessage message = envelope.message();
    Optional<String> inReplyTo = Optional.of(message.getInReplyTo()).filter(id -> !id.isEmpty());
    Optional<Bytes> delegation =
        message.hasDelegation()
            ? Optional.of(bytes(message.getDelegation().toByteString()))
            : Optional.empty();
    Optional<Instant> expiresAt = envelope.expiresAt();
    return new Message(
        message.getVersion(),
        message.getMessageId(),
        envelope.createdAt(),
        agent(message.getSender()),
        message.getChainId(),
        payload(envelope),
        expiresAt,
        inReplyTo,
        message.getCritical(),
        delegation);
  }

  private static Payload payload(Envelope envelope) {
    ChaoschainMessage message = envelope.message();
    return switch (message.getPayloadCase()) {
      case AGENT_COMM ->
          Contents.read(message.getAgentComm())
              .<Payload>map(content -> communication(message.getAgentComm(), content))
              .orElseGet(() -> opaque(envelope));
      case MEME -> Contents.read(message.getMeme());
      case EXTENSION -> new Payload.Extended(Contents.read(message.getExtension()));
      default -> opaque(envelope);
    };
  }

  private static Payload communication(AgentCommunication communication, Content content) {
    Optional<AgentId> target =
        communication.hasTargetId()
            ? Optional.of(agent(communication.getTargetId()))
            : Optional.empty();
    return new Payload.AgentCommunication(agent(communication.getAgentId()), target, content);
  }

  private static Payload opaque(Envelope envelope) {
    int from = envelope.layout().payloadOffset();
    return new Payload.Opaque(
        envelope.layout().payloadNumber(),
        Bytes.copyOf(envelope.wire(), from, envelope.layout().payloadLength()));
  }

  private static AgentId agent(ByteString key) {
    return new AgentId(bytes(key));
  }

  private static Bytes bytes(ByteString value) {
    return Bytes.wrap(value.toByteArray());
  }
}

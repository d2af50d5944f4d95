// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.internal;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.CommunicationType;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;
import org.chaoschain.message.envelope.core.Envelope;
import org.chaoschain.proto.v1.AgentCommunication;
import org.chaoschain.proto.v1.Alliance;
import org.chaoschain.proto.v1.Announcement;
import org.chaoschain.proto.v1.ChaoschainMessage;
import org.chaoschain.proto.v1.Discussion;
import org.chaoschain.proto.v1.MemeContent;
import org.chaoschain.proto.v1.MemeShare;
import org.chaoschain.proto.v1.Status;

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
          content(message.getAgentComm())
              .<Payload>map(content -> communication(message.getAgentComm(), content))
              .orElseGet(() -> opaque(envelope));
      case MEME -> meme(message.getMeme());
      case EXTENSION -> new Payload.Extended(extension(message.getExtension()));
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

  private static Payload meme(MemeContent meme) {
    return new Payload.Meme(
        agent(meme.getAuthor()),
        meme.getFormat(),
        meme.getCaption(),
        bytes(meme.getHash()),
        bytes(meme.getData()),
        meme.getAddress());
  }

  private static Payload opaque(Envelope envelope) {
    int from = envelope.layout().payloadOffset();
    return new Payload.Opaque(
        envelope.layout().payloadNumber(),
        Bytes.copyOf(envelope.wire(), from, envelope.layout().payloadLength()));
  }

  /** Empty for a kind of a later version. */
  private static Optional<Content> content(AgentCommunication communication) {
    return switch (communication.getContentCase()) {
      case ALLIANCE -> Optional.of(alliance(communication.getAlliance()));
      case DISCUSSION -> {
        Discussion d = communication.getDiscussion();
        yield Optional.of(new Content.Discussion(d.getTopic(), d.getText(), d.getReplyTo()));
      }
      case MEME -> {
        MemeShare m = communication.getMeme();
        yield Optional.of(new Content.MemeShare(bytes(m.getHash()), m.getComment()));
      }
      case STATUS -> {
        Status s = communication.getStatus();
        yield Optional.of(new Content.Status(s.getMood(), s.getText()));
      }
      case EXTENSION -> Optional.of(new Content.Extended(extension(communication.getExtension())));
      case ANNOUNCEMENT -> {
        Announcement a = communication.getAnnouncement();
        List<String> capabilities = List.copyOf(a.getCapabilitiesList());
        yield Optional.of(new Content.Announcement(a.getName(), a.getDescription(), capabilities));
      }
      case CONTENT_NOT_SET -> Optional.empty();
    };
  }

  private static Content alliance(Alliance alliance) {
    Content.Alliance.Action action =
        switch (alliance.getAction()) {
          case ACTION_PROPOSE -> Content.Alliance.Action.PROPOSE;
          case ACTION_ACCEPT -> Content.Alliance.Action.ACCEPT;
          case ACTION_REJECT -> Content.Alliance.Action.REJECT;
          case ACTION_DISSOLVE -> Content.Alliance.Action.DISSOLVE;
          case ACTION_UNSPECIFIED, UNRECOGNIZED -> null;
        };
    return action == null
        ? new Content.Unknown(
            CommunicationType.ALLIANCE,
            AgentCommunication.ALLIANCE_FIELD_NUMBER,
            bytes(alliance.toByteString()))
        : new Content.Alliance(alliance.getAllianceId(), action, alliance.getTerms());
  }

  private static Extension extension(org.chaoschain.proto.v1.Extension extension) {
    return new Extension(
        extension.getType(),
        extension.getSchemaVersion(),
        bytes(extension.getBody()),
        extension.getFallbackText());
  }

  private static AgentId agent(ByteString key) {
    return new AgentId(bytes(key));
  }

  private static Bytes bytes(ByteString value) {
    return Bytes.wrap(value.toByteArray());
  }
}

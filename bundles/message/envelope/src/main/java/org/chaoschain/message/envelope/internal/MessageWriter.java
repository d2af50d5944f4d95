// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.internal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import java.time.Instant;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;
import org.chaoschain.message.envelope.core.PayloadKind;
import org.chaoschain.proto.v1.AgentCommunication;
import org.chaoschain.proto.v1.Alliance;
import org.chaoschain.proto.v1.Announcement;
import org.chaoschain.proto.v1.ChaoschainMessage;
import org.chaoschain.proto.v1.CommunicationType;
import org.chaoschain.proto.v1.Discussion;
import org.chaoschain.proto.v1.MemeContent;
import org.chaoschain.proto.v1.MemeShare;
import org.chaoschain.proto.v1.SignedDelegation;
import org.chaoschain.proto.v1.Status;

/**
 * The protobuf form of the API's view, without signature. What it says is judged when it is signed.
 */
final class MessageWriter {
  private MessageWriter() {}

  static ChaoschainMessage write(Message message)
      throws InvalidProtocolBufferException, MalformedMessageException {
    ChaoschainMessage.Builder builder =
        ChaoschainMessage.newBuilder()
            .setVersion(message.version())
            .setMessageId(message.id())
            .setCreatedAt(timestamp(message.createdAt()))
            .setSender(string(message.sender().key()))
            .setChainId(message.chainId())
            .setCritical(message.critical());
    message.expiresAt().ifPresent(at -> builder.setExpiresAt(timestamp(at)));
    message.inReplyTo().ifPresent(builder::setInReplyTo);
    if (message.delegation().isPresent()) {
      builder.setDelegation(SignedDelegation.parseFrom(message.delegation().get().toArray()));
    }
    writePayload(builder, message.payload());
    return builder.build();
  }

  private static void writePayload(ChaoschainMessage.Builder builder, Payload payload)
      throws MalformedMessageException {
    if (payload instanceof Payload.AgentCommunication communication) {
      builder.setAgentComm(communication(communication));
    } else if (payload instanceof Payload.Meme meme) {
      builder.setMeme(
          MemeContent.newBuilder()
              .setHash(string(meme.hash()))
              .setFormat(meme.format())
              .setCaption(meme.caption())
              .setAuthor(string(meme.author().key()))
              .setData(string(meme.data()))
              .setAddress(meme.address()));
    } else if (payload instanceof Payload.Extended extended) {
      builder.setExtension(extension(extended.extension()));
    } else if (payload instanceof Payload.Opaque opaque) {
      builder.setUnknownFields(raw(opaque.number(), opaque.bytes()));
    }
  }

  private static AgentCommunication communication(Payload.AgentCommunication communication)
      throws MalformedMessageException {
    AgentCommunication.Builder builder =
        AgentCommunication.newBuilder().setAgentId(string(communication.agent().key()));
    communication.target().ifPresent(target -> builder.setTargetId(string(target.key())));
    Content content = communication.content();
    if (content instanceof Content.Alliance alliance) {
      builder.setAlliance(alliance(alliance));
    } else if (content instanceof Content.Discussion discussion) {
      builder.setDiscussion(
          Discussion.newBuilder()
              .setTopic(discussion.topic())
              .setText(discussion.text())
              .setReplyTo(discussion.replyTo()));
    } else if (content instanceof Content.MemeShare meme) {
      builder.setMeme(
          MemeShare.newBuilder().setHash(string(meme.hash())).setComment(meme.comment()));
    } else if (content instanceof Content.Status status) {
      builder.setStatus(Status.newBuilder().setMood(status.mood()).setText(status.text()));
    } else if (content instanceof Content.Announcement announcement) {
      builder.setAnnouncement(
          Announcement.newBuilder()
              .setName(announcement.name())
              .setDescription(announcement.description())
              .addAllCapabilities(announcement.capabilities()));
    } else if (content instanceof Content.Extended extended) {
      builder.setExtension(extension(extended.extension()));
    } else if (content instanceof Content.Unknown unknown) {
      builder.setUnknownFields(raw(unknown.number(), unknown.bytes()));
    }
    return builder.setTypeValue(typeOf(content.type()).getNumber()).build();
  }

  private static CommunicationType typeOf(org.chaoschain.api.message.CommunicationType type) {
    return switch (type) {
      case ALLIANCE -> CommunicationType.COMMUNICATION_TYPE_ALLIANCE;
      case DISCUSSION -> CommunicationType.COMMUNICATION_TYPE_DISCUSSION;
      case MEME -> CommunicationType.COMMUNICATION_TYPE_MEME;
      case STATUS -> CommunicationType.COMMUNICATION_TYPE_STATUS;
      case EXTENSION -> CommunicationType.COMMUNICATION_TYPE_EXTENSION;
      case ANNOUNCEMENT -> CommunicationType.COMMUNICATION_TYPE_ANNOUNCEMENT;
    };
  }

  private static Alliance alliance(Content.Alliance alliance) {
    Alliance.Action action =
        switch (alliance.action()) {
          case PROPOSE -> Alliance.Action.ACTION_PROPOSE;
          case ACCEPT -> Alliance.Action.ACTION_ACCEPT;
          case REJECT -> Alliance.Action.ACTION_REJECT;
          case DISSOLVE -> Alliance.Action.ACTION_DISSOLVE;
        };
    return Alliance.newBuilder()
        .setAllianceId(alliance.allianceId())
        .setAction(action)
        .setTerms(alliance.terms())
        .build();
  }

  private static org.chaoschain.proto.v1.Extension extension(Extension extension) {
    return org.chaoschain.proto.v1.Extension.newBuilder()
        .setType(extension.type())
        .setSchemaVersion(extension.schemaVersion())
        .setBody(string(extension.body()))
        .setFallbackText(extension.fallbackText())
        .build();
  }

  private static UnknownFieldSet raw(int number, Bytes bytes) throws MalformedMessageException {
    if (!PayloadKind.isPayloadNumber(number)) {
      throw new MalformedMessageException(
          "field-number",
          -1,
          "the field number is %d; 4 to 8 and 10 to 19 are allowed".formatted(number));
    }
    return UnknownFieldSet.newBuilder()
        .addField(
            number, UnknownFieldSet.Field.newBuilder().addLengthDelimited(string(bytes)).build())
        .build();
  }

  private static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  private static ByteString string(Bytes bytes) {
    return ByteString.copyFrom(bytes.toByteBuffer());
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Payload;
import org.chaoschain.proto.v1.AgentCommunication;
import org.chaoschain.proto.v1.Alliance;
import org.chaoschain.proto.v1.Announcement;
import org.chaoschain.proto.v1.CommunicationType;
import org.chaoschain.proto.v1.Discussion;
import org.chaoschain.proto.v1.MemeContent;
import org.chaoschain.proto.v1.MemeShare;
import org.chaoschain.proto.v1.Status;

/** What agents say, between protobuf and the API's records. Judges nothing. Has no state. */
public final class Contents {
  private Contents() {}

  /** The content; empty for a kind of a later version. */
  public static Optional<Content> read(AgentCommunication communication) {
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
      case EXTENSION -> Optional.of(new Content.Extended(read(communication.getExtension())));
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
            org.chaoschain.api.message.CommunicationType.ALLIANCE,
            AgentCommunication.ALLIANCE_FIELD_NUMBER,
            bytes(alliance.toByteString()))
        : new Content.Alliance(alliance.getAllianceId(), action, alliance.getTerms());
  }

  /** The extension. */
  public static Extension read(org.chaoschain.proto.v1.Extension extension) {
    return new Extension(
        extension.getType(),
        extension.getSchemaVersion(),
        bytes(extension.getBody()),
        extension.getFallbackText());
  }

  /**
   * The meme.
   *
   * @throws IllegalArgumentException if its author is no key of 32 bytes
   */
  public static Payload.Meme read(MemeContent meme) {
    return new Payload.Meme(
        new AgentId(bytes(meme.getAuthor())),
        meme.getFormat(),
        meme.getCaption(),
        bytes(meme.getHash()),
        bytes(meme.getData()),
        meme.getAddress());
  }

  /**
   * The protobuf form of what an agent says.
   *
   * @throws MalformedMessageException if an unknown content has a number that contents cannot have
   */
  public static AgentCommunication write(Payload.AgentCommunication communication)
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
      builder.setExtension(write(extended.extension()));
    } else if (content instanceof Content.Unknown unknown) {
      builder.setUnknownFields(field(unknown.number(), unknown.bytes()));
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

  /** The protobuf form of an extension. */
  public static org.chaoschain.proto.v1.Extension write(Extension extension) {
    return org.chaoschain.proto.v1.Extension.newBuilder()
        .setType(extension.type())
        .setSchemaVersion(extension.schemaVersion())
        .setBody(string(extension.body()))
        .setFallbackText(extension.fallbackText())
        .build();
  }

  /**
   * One field that is not known, of a payload or content.
   *
   * @throws MalformedMessageException if neither can have that number
   */
  public static UnknownFieldSet field(int number, Bytes bytes) throws MalformedMessageException {
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

  /** The protobuf form of a meme. */
  public static MemeContent write(Payload.Meme meme) {
    return MemeContent.newBuilder()
        .setHash(string(meme.hash()))
        .setFormat(meme.format())
        .setCaption(meme.caption())
        .setAuthor(string(meme.author().key()))
        .setData(string(meme.data()))
        .setAddress(meme.address())
        .build();
  }

  private static Bytes bytes(ByteString value) {
    return Bytes.wrap(value.toByteArray());
  }

  private static ByteString string(Bytes bytes) {
    return ByteString.copyFrom(bytes.toByteBuffer());
  }
}

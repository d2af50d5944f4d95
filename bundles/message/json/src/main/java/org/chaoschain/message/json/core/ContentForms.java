// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import java.util.LinkedHashMap;
import java.util.Map;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.CommunicationType;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Content.Alliance.Action;
import org.chaoschain.api.message.Extension;
import org.chaoschain.message.envelope.core.EnvelopeRules;
import org.chaoschain.message.envelope.core.PayloadKind;
import org.chaoschain.message.json.core.JsonFormException.Reason;

/** The member {@code content} of what agents say: {@code {"type":…,"data":{…}}}. */
final class ContentForms {
  private static final int MAX_ALLIANCE_ID = 64;
  private static final int MAX_TERMS = 4_096;
  private static final int MAX_TOPIC = 256;
  private static final int MAX_TEXT = 16_384;
  private static final int MAX_LINE = 1_024;
  private static final int MAX_NAME = 64;
  private static final int MAX_CAPABILITIES = 32;
  private static final int MAX_SCHEMA_VERSION = Integer.MAX_VALUE;

  private static final Map<String, Action> ALLIANCES = new LinkedHashMap<>();
  private static final Map<Integer, CommunicationType> NUMBERS = new LinkedHashMap<>();

  static {
    ALLIANCES.put("alliance_proposal", Action.PROPOSE);
    ALLIANCES.put("alliance_acceptance", Action.ACCEPT);
    ALLIANCES.put("alliance_rejection", Action.REJECT);
    ALLIANCES.put("alliance_dissolution", Action.DISSOLVE);
    NUMBERS.put(4, CommunicationType.ALLIANCE);
    NUMBERS.put(5, CommunicationType.DISCUSSION);
    NUMBERS.put(6, CommunicationType.MEME);
    NUMBERS.put(7, CommunicationType.STATUS);
    NUMBERS.put(10, CommunicationType.EXTENSION);
    NUMBERS.put(11, CommunicationType.ANNOUNCEMENT);
  }

  private ContentForms() {}

  static Content read(JsonValue value, Pointer at) throws JsonFormException {
    MemberReader content = new MemberReader(value, at);
    String type = content.text("type", 0, Integer.MAX_VALUE);
    MemberReader data = content.object("data");
    content.end();
    Content read = read(type, data, content.at("type"));
    data.end();
    return read;
  }

  private static Content read(String type, MemberReader data, Pointer typeAt)
      throws JsonFormException {
    Action action = ALLIANCES.get(type);
    if (action != null) {
      return new Content.Alliance(
          data.text("alliance_id", 1, MAX_ALLIANCE_ID),
          action,
          data.textOrNone("terms", MAX_TERMS));
    }
    return switch (type) {
      case "discussion" ->
          new Content.Discussion(
              data.text("topic", 1, MAX_TOPIC),
              data.textOrNone("text", MAX_TEXT),
              data.optionalName("reply_to", EnvelopeRules::isMessageId, FormReader.ID_RULE)
                  .orElse(""));
      case "meme" -> new Content.MemeShare(data.hash("hash"), data.textOrNone("comment", MAX_LINE));
      case "status_update" ->
          new Content.Status(data.textOrNone("mood", MAX_NAME), data.textOrNone("text", MAX_LINE));
      case "announcement" ->
          new Content.Announcement(
              data.text("name", 1, MAX_NAME),
              data.textOrNone("description", MAX_LINE),
              data.listOrNone(
                  "capabilities",
                  MAX_CAPABILITIES,
                  (value, at) -> Scalars.text(value, at, 0, MAX_NAME)));
      case "extension" -> new Content.Extended(extension(data));
      case "opaque" -> opaque(data);
      default ->
          throw new JsonFormException(
              Reason.UNKNOWN_TYPE,
              typeAt,
              Scalars.quote(type),
              "types of content are "
                  + ALLIANCES.keySet()
                  + " and [discussion, meme, status_update, announcement, extension, opaque]",
              "use one of them; what a plugin defines is an extension");
    };
  }

  private static Content opaque(MemberReader data) throws JsonFormException {
    int number =
        data.required("number", (value, at) -> FormReader.fieldNumber(value, at, NUMBERS.keySet()));
    Bytes bytes = data.bytesOrNone("bytes", PayloadKind.MAX_ENVELOPE_BYTES);
    return new Content.Unknown(NUMBERS.get(number), number, bytes);
  }

  static Extension extension(MemberReader data) throws JsonFormException {
    return new Extension(
        data.name("type", EnvelopeRules::isTypeName, "1 to 64 characters of a-z 0-9 . - /"),
        (int) data.numberOrZero("schema_version", MAX_SCHEMA_VERSION),
        data.bytesOrNone("body", PayloadKind.MAX_ENVELOPE_BYTES),
        data.textOrNone("fallback_text", EnvelopeRules.MAX_FALLBACK_BYTES));
  }

  static void extension(Extension extension, MemberWriter data) {
    data.text("type", extension.type())
        .unsigned("schema_version", extension.schemaVersion())
        .bytes("body", extension.body())
        .text("fallback_text", extension.fallbackText());
  }

  static JsonValue write(Content content) {
    MemberWriter data = new MemberWriter();
    String type;
    if (content instanceof Content.Alliance alliance) {
      type =
          ALLIANCES.entrySet().stream()
              .filter(entry -> entry.getValue() == alliance.action())
              .findFirst()
              .orElseThrow()
              .getKey();
      data.text("alliance_id", alliance.allianceId()).text("terms", alliance.terms());
    } else if (content instanceof Content.Discussion discussion) {
      type = "discussion";
      data.text("topic", discussion.topic())
          .text("text", discussion.text())
          .textIfAny("reply_to", discussion.replyTo());
    } else if (content instanceof Content.MemeShare meme) {
      type = "meme";
      data.hex("hash", meme.hash()).text("comment", meme.comment());
    } else if (content instanceof Content.Status status) {
      type = "status_update";
      data.text("mood", status.mood()).text("text", status.text());
    } else if (content instanceof Content.Announcement announcement) {
      type = "announcement";
      data.text("name", announcement.name())
          .text("description", announcement.description())
          .list("capabilities", announcement.capabilities(), JsonValue.Text::new);
    } else if (content instanceof Content.Extended extended) {
      type = "extension";
      extension(extended.extension(), data);
    } else if (content instanceof Content.Unknown unknown) {
      type = "opaque";
      data.unsigned("number", unknown.number()).bytes("bytes", unknown.bytes());
    } else {
      throw new IllegalArgumentException("a content without a form: " + content);
    }
    return new MemberWriter().text("type", type).put("data", data.done()).done();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;

/** A message as clients of the gateway are told of it. */
final class MessageText {
  private MessageText() {}

  /** What it says, for people. */
  static String of(Message message) {
    if (message.payload() instanceof Payload.AgentCommunication said) {
      Content content = said.content();
      if (content instanceof Content.Discussion discussion) {
        return discussion.text();
      }
      if (content instanceof Content.Alliance alliance) {
        return alliance.terms();
      }
      if (content instanceof Content.Status status) {
        return status.text();
      }
      if (content instanceof Content.MemeShare meme) {
        return meme.comment();
      }
      if (content instanceof Content.Announcement announcement) {
        return announcement.description();
      }
    }
    return message.extension().map(Extension::fallbackText).orElse("");
  }

  /** What machines may want of it. */
  static Map<String, Object> details(Message message) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("message_id", message.id());
    details.put("sender_id", message.sender());
    details.put("kind", message.typeName());
    details.put("created_at", message.createdAt());
    if (message.payload() instanceof Payload.AgentCommunication said) {
      Content content = said.content();
      details.put("communication", content.type().name().toLowerCase(Locale.ROOT));
      if (content instanceof Content.Alliance alliance) {
        details.put("alliance_id", alliance.allianceId());
        details.put("action", alliance.action().name().toLowerCase(Locale.ROOT));
      } else if (content instanceof Content.Discussion discussion) {
        details.put("topic", discussion.topic());
        details.put("reply_to", discussion.replyTo());
      } else if (content instanceof Content.Status status) {
        details.put("mood", status.mood());
      } else if (content instanceof Content.Announcement announcement) {
        details.put("name", announcement.name());
      }
    }
    return details;
  }
}

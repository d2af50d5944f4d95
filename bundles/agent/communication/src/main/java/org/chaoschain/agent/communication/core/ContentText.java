// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.communication.core;

import java.util.Locale;
import org.chaoschain.api.message.Content;

/** Contents as texts for people. Control characters become spaces; line breaks stay. */
public final class ContentText {
  private static final int SHORT_HASH = 12;

  private ContentText() {}

  /** The text of a content. */
  public static String of(Content content) {
    return printable(text(content));
  }

  private static String text(Content content) {
    if (content instanceof Content.Alliance alliance) {
      String terms = alliance.terms().isBlank() ? "" : ": " + alliance.terms();
      return verb(alliance.action()) + " alliance '" + alliance.allianceId() + "'" + terms;
    }
    if (content instanceof Content.Discussion discussion) {
      String reply =
          discussion.replyTo().isEmpty() ? "" : " (in reply to " + discussion.replyTo() + ")";
      return "[" + discussion.topic() + "]" + reply + " " + discussion.text();
    }
    if (content instanceof Content.MemeShare share) {
      String hash = share.hash().hex();
      return "shares meme %s… %s"
          .formatted(hash.substring(0, Math.min(SHORT_HASH, hash.length())), share.comment())
          .strip();
    }
    if (content instanceof Content.Status status) {
      return status.mood().isBlank() ? status.text() : status.mood() + ": " + status.text();
    }
    if (content instanceof Content.Announcement announcement) {
      String can =
          announcement.capabilities().isEmpty()
              ? ""
              : " (can: " + String.join(", ", announcement.capabilities()) + ")";
      return "is " + announcement.name() + ". " + announcement.description() + can;
    }
    if (content instanceof Content.Extended extended) {
      return extended.extension().fallbackText();
    }
    Content.Unknown unknown = (Content.Unknown) content;
    return "(%s content %d of %d bytes, of a later version)"
        .formatted(
            unknown.type().name().toLowerCase(Locale.ROOT),
            unknown.number(),
            unknown.bytes().size());
  }

  private static String verb(Content.Alliance.Action action) {
    return switch (action) {
      case PROPOSE -> "proposes";
      case ACCEPT -> "accepts";
      case REJECT -> "rejects";
      case DISSOLVE -> "dissolves";
    };
  }

  /** A terminal must not be steered by what a stranger says. */
  private static String printable(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == '\n' || !Character.isISOControl(c) ? c : ' ')
        .forEach(safe::appendCodePoint);
    return safe.toString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.communication.core;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.MessageType.Rejection;

/** The bounds of each content, in bytes of UTF-8. */
public final class ContentRules {
  /** Most bytes of an alliance's id. */
  public static final int MAX_ALLIANCE_ID = 64;

  /** Most bytes of an alliance's terms. */
  public static final int MAX_TERMS = 4_096;

  /** Most bytes of a discussion's topic. */
  public static final int MAX_TOPIC = 256;

  /** Most bytes of a contribution to a discussion. */
  public static final int MAX_DISCUSSION = 16_384;

  /** Most bytes of a mood. */
  public static final int MAX_MOOD = 64;

  /** Most bytes of a comment, a status text or a description. */
  public static final int MAX_LINE = 1_024;

  /** Most bytes of a name. */
  public static final int MAX_NAME = 64;

  /** Most capabilities of an announcement. */
  public static final int MAX_CAPABILITIES = 32;

  /** Most bytes of a capability. */
  public static final int MAX_CAPABILITY = 64;

  private static final int HASH_BYTES = 32;
  private static final Pattern MESSAGE_ID = Pattern.compile("[\\x21-\\x7e]{1,64}");

  private ContentRules() {}

  /**
   * Judges a content.
   *
   * @return empty if it is within its bounds; else names the part, the value and the bound
   */
  public static Optional<Rejection> judge(Content content) {
    if (content instanceof Content.Alliance alliance) {
      return first(
          bounded("the alliance's id", alliance.allianceId(), 1, MAX_ALLIANCE_ID),
          bounded("the alliance's terms", alliance.terms(), 0, MAX_TERMS));
    }
    if (content instanceof Content.Discussion discussion) {
      return first(
          bounded("the topic", discussion.topic(), 1, MAX_TOPIC),
          bounded("the text", discussion.text(), 0, MAX_DISCUSSION),
          replyTo(discussion.replyTo()));
    }
    if (content instanceof Content.MemeShare share) {
      return first(
          share.hash().size() == HASH_BYTES
              ? Optional.empty()
              : reject("the meme's hash has 32 bytes, not " + share.hash().size()),
          bounded("the comment", share.comment(), 0, MAX_LINE));
    }
    if (content instanceof Content.Status status) {
      return first(
          bounded("the mood", status.mood(), 0, MAX_MOOD),
          bounded("the status", status.text(), 0, MAX_LINE));
    }
    if (content instanceof Content.Announcement announcement) {
      return judge(announcement);
    }
    return Optional.empty();
  }

  private static Optional<Rejection> judge(Content.Announcement announcement) {
    int capabilities = announcement.capabilities().size();
    return first(
            bounded("the name", announcement.name(), 1, MAX_NAME),
            bounded("the description", announcement.description(), 0, MAX_LINE),
            capabilities <= MAX_CAPABILITIES
                ? Optional.empty()
                : reject(
                    "there are %d capabilities, and at most %d are allowed"
                        .formatted(capabilities, MAX_CAPABILITIES)))
        .or(
            () ->
                announcement.capabilities().stream()
                    .map(text -> bounded("a capability", text, 1, MAX_CAPABILITY))
                    .flatMap(Optional::stream)
                    .findFirst());
  }

  private static Optional<Rejection> replyTo(String id) {
    return id.isEmpty() || MESSAGE_ID.matcher(id).matches()
        ? Optional.empty()
        : reject("the message replied to must be 1 to 64 characters of ASCII 0x21 to 0x7e");
  }

  private static Optional<Rejection> bounded(String what, String text, int min, int max) {
    int size = text.getBytes(StandardCharsets.UTF_8).length;
    return size >= min && size <= max
        ? Optional.empty()
        : reject("%s has %d bytes, and %d to %d are allowed".formatted(what, size, min, max));
  }

  private static Optional<Rejection> reject(String reason) {
    return Optional.of(new Rejection(reason, true));
  }

  @SafeVarargs
  private static Optional<Rejection> first(Optional<Rejection>... judgements) {
    for (Optional<Rejection> each : judgements) {
      if (each.isPresent()) {
        return each;
      }
    }
    return Optional.empty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.meme.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.message.Payload;

/**
 * The message type {@code meme}: a meme with its data, whose SHA-256 is checked, or with the
 * address of it. Has no state.
 */
public class Memes implements MessageType {
  /** The largest envelope, in bytes. */
  public static final int MAX_BYTES = 262_144;

  /** Most bytes of a caption, and of an address, in UTF-8. */
  public static final int MAX_LINE = 1_024;

  private static final int HASH_BYTES = 32;
  private static final int SHORT_HASH = 12;
  private static final String TEXT_FORMAT = "text/plain";

  /** A media type as in RFC 6838, or a word that a plugin knows. */
  private static final Pattern FORMAT =
      Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]*(/[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]*)?");

  private static final int MAX_FORMAT = 64;

  /** Makes the type. */
  public Memes() {}

  /** SHA-256 of a meme's data: its identity. */
  public static Bytes hash(Bytes data) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      data.update(sha256);
      return Bytes.wrap(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public final String name() {
    return "meme";
  }

  @Override
  public final int maxBytes() {
    return MAX_BYTES;
  }

  @Override
  public final String topic() {
    return "memes";
  }

  @Override
  public final Optional<Rejection> validate(Message message) {
    if (!(message.payload() instanceof Payload.Meme meme)) {
      return reject("payload " + message.payload().number() + " is not 8");
    }
    if (meme.format().length() > MAX_FORMAT || !FORMAT.matcher(meme.format()).matches()) {
      return reject(
          "the format must be a media type or a word of at most 64 characters, not '%s'"
              .formatted(shortened(meme.format())));
    }
    if (utf8(meme.caption()) > MAX_LINE) {
      return reject(
          "the caption has %d bytes, and at most %d are allowed"
              .formatted(utf8(meme.caption()), MAX_LINE));
    }
    if (utf8(meme.address()) > MAX_LINE) {
      return reject(
          "the address has %d bytes, and at most %d are allowed"
              .formatted(utf8(meme.address()), MAX_LINE));
    }
    if (meme.hash().size() != HASH_BYTES) {
      return reject("the hash has 32 bytes, not " + meme.hash().size());
    }
    if (meme.data().isEmpty() && meme.address().isEmpty()) {
      return reject("it has neither data nor an address to fetch them from");
    }
    if (!meme.data().isEmpty() && !hash(meme.data()).equals(meme.hash())) {
      return reject(
          "the data hash to %s, and the meme says %s"
              .formatted(hash(meme.data()).hex(), meme.hash().hex()));
    }
    return Optional.empty();
  }

  @Override
  public final String render(Message message) {
    if (!(message.payload() instanceof Payload.Meme meme)) {
      return "(no meme)";
    }
    String hash = meme.hash().hex();
    String where = meme.data().isEmpty() ? "at " + meme.address() : meme.data().size() + " bytes";
    String head =
        "meme %s… (%s, %s)"
            .formatted(
                hash.substring(0, Math.min(SHORT_HASH, hash.length())), meme.format(), where);
    String caption = meme.caption().isBlank() ? "" : ": " + meme.caption();
    String body =
        meme.format().equals(TEXT_FORMAT) && !meme.data().isEmpty()
            ? "\n" + new String(meme.data().toArray(), StandardCharsets.UTF_8)
            : "";
    return printable(head + caption + body);
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String shortened(String text) {
    return text.length() <= MAX_FORMAT ? text : text.substring(0, MAX_FORMAT) + "…";
  }

  /** A terminal must not be steered by what a stranger says. */
  private static String printable(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == '\n' || !Character.isISOControl(c) ? c : ' ')
        .forEach(safe::appendCodePoint);
    return safe.toString();
  }

  private static Optional<Rejection> reject(String reason) {
    return Optional.of(new Rejection(reason, true));
  }
}

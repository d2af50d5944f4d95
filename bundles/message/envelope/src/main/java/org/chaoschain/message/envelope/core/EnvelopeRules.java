// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.chaoschain.message.envelope.core.UnacceptableEnvelopeException.Reason;
import org.chaoschain.proto.v1.AgentCommunication;
import org.chaoschain.proto.v1.ChaoschainMessage;
import org.chaoschain.proto.v1.Extension;

/**
 * What an envelope may say, whatever its type: version, identities, names, times. The rules of a
 * type itself are elsewhere. Has no state.
 */
public final class EnvelopeRules {
  /** The version that is spoken. */
  public static final long VERSION = 1;

  /** Longest message id, in bytes. */
  public static final int MAX_MESSAGE_ID_BYTES = 64;

  /** Longest chain id, in bytes. */
  public static final int MAX_CHAIN_ID_BYTES = 32;

  /** Longest fallback text of an extension, in bytes of UTF-8. */
  public static final int MAX_FALLBACK_BYTES = 1_024;

  private static final Pattern MESSAGE_ID =
      Pattern.compile("[\\x21-\\x7e]{1," + MAX_MESSAGE_ID_BYTES + "}");
  private static final Pattern NAME = Pattern.compile("[a-z0-9.-]{1," + MAX_CHAIN_ID_BYTES + "}");
  private static final Pattern TYPE_NAME = Pattern.compile("[a-z0-9./-]{1,64}");
  private static final String TYPE_NAME_RULE =
      "1 to 64 characters out of a-z, 0-9, '.', '-' and '/' are allowed";
  private static final String MESSAGE_ID_RULE =
      "1 to 64 characters of ASCII 0x21 to 0x7e are allowed";
  private static final String NAME_RULE =
      "1 to 32 characters out of a-z, 0-9, '.' and '-' are allowed";
  private static final String TIME_RULE = "years 1970 to 9999 and nanos 0 to 999999999 are allowed";
  private static final long MAX_SECONDS = 253_402_300_799L;
  private static final int MAX_QUOTED = 80;

  private final ChaoschainMessage message;
  private final EnvelopeLayout layout;

  private EnvelopeRules(ChaoschainMessage message, EnvelopeLayout layout) {
    this.message = message;
    this.layout = layout;
  }

  /** Whether a text can be the type of an extension. */
  public static boolean isTypeName(String text) {
    return TYPE_NAME.matcher(text).matches();
  }

  /** Whether a text can be a chain id. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Whether a text can be a message id. */
  public static boolean isMessageId(String text) {
    return MESSAGE_ID.matcher(text).matches();
  }

  /**
   * Checks that a message belongs to a chain.
   *
   * @throws UnacceptableEnvelopeException if it belongs to another
   */
  public static void requireChain(Envelope envelope, String chainId)
      throws UnacceptableEnvelopeException {
    String found = envelope.message().getChainId();
    if (!found.equals(chainId)) {
      throw new UnacceptableEnvelopeException(
          Reason.CHAIN_ID,
          envelope.offsetOf(ChaoschainMessage.CHAIN_ID_FIELD_NUMBER),
          quote(found),
          "this node speaks on " + quote(chainId));
    }
  }

  static void check(ChaoschainMessage message, EnvelopeLayout layout, int size)
      throws UnacceptableEnvelopeException {
    EnvelopeRules rules = new EnvelopeRules(message, layout);
    rules.checkVersion();
    rules.checkSize(size);
    rules.checkNames();
    rules.checkTimes();
    switch (message.getPayloadCase()) {
      case AGENT_COMM -> rules.checkCommunication(message.getAgentComm());
      case EXTENSION -> rules.checkExtension(message.getExtension(), layout.payloadOffset());
      case MEME ->
          rules.requireKey(message.getMeme().getAuthor(), Reason.AUTHOR, layout.payloadOffset());
      default -> {}
    }
    if (message.hasDelegation()) {
      Delegations.parse(
          message.getDelegation(), rules.at(ChaoschainMessage.DELEGATION_FIELD_NUMBER));
      rules.require(
          message.hasExpiresAt(),
          Reason.EXPIRES_AT,
          0,
          "none",
          "a message under a delegation must have one");
    }
  }

  private void checkVersion() throws UnacceptableEnvelopeException {
    require(
        message.getVersion() == VERSION,
        Reason.VERSION,
        at(ChaoschainMessage.VERSION_FIELD_NUMBER),
        () -> Long.toUnsignedString(message.getVersion()),
        () -> "spoken versions are: 1");
  }

  private void checkSize(int size) throws UnacceptableEnvelopeException {
    Optional<PayloadKind> kind = PayloadKind.ofNumber(layout.payloadNumber());
    int max = kind.map(PayloadKind::maxBytes).orElse(PayloadKind.MAX_ENVELOPE_BYTES);
    require(
        size <= max,
        Reason.PAYLOAD_TOO_LARGE,
        at(layout.payloadNumber()),
        () -> size + " bytes",
        () ->
            "at most "
                + max
                + " bytes are allowed for "
                + kind.map(PayloadKind::wireName).orElse("an unknown payload"));
  }

  private void checkNames() throws UnacceptableEnvelopeException {
    requireKey(message.getSender(), Reason.SENDER, at(ChaoschainMessage.SENDER_FIELD_NUMBER));
    String chainId = message.getChainId();
    require(
        isName(chainId),
        Reason.CHAIN_ID,
        at(ChaoschainMessage.CHAIN_ID_FIELD_NUMBER),
        () -> quote(chainId),
        () -> NAME_RULE);
    String id = message.getMessageId();
    require(
        isMessageId(id),
        Reason.MESSAGE_ID,
        at(ChaoschainMessage.MESSAGE_ID_FIELD_NUMBER),
        () -> quote(id),
        () -> MESSAGE_ID_RULE);
    String replyTo = message.getInReplyTo();
    require(
        replyTo.isEmpty() || isMessageId(replyTo),
        Reason.IN_REPLY_TO,
        at(ChaoschainMessage.IN_REPLY_TO_FIELD_NUMBER),
        () -> quote(replyTo),
        () -> MESSAGE_ID_RULE);
  }

  private void checkTimes() throws UnacceptableEnvelopeException {
    int createdAt = at(ChaoschainMessage.CREATED_AT_FIELD_NUMBER);
    require(message.hasCreatedAt(), Reason.CREATED_AT, createdAt, "none", "it is required");
    requireTime(message.getCreatedAt(), Reason.CREATED_AT, createdAt);
    if (message.hasExpiresAt()) {
      int expiresAt = at(ChaoschainMessage.EXPIRES_AT_FIELD_NUMBER);
      requireTime(message.getExpiresAt(), Reason.EXPIRES_AT, expiresAt);
      require(
          Envelope.instant(message.getExpiresAt())
              .isAfter(Envelope.instant(message.getCreatedAt())),
          Reason.EXPIRES_AT,
          expiresAt,
          () -> text(message.getExpiresAt()),
          () -> "it must be later than created_at, " + text(message.getCreatedAt()));
    }
  }

  private void checkCommunication(AgentCommunication communication)
      throws UnacceptableEnvelopeException {
    int offset = layout.payloadOffset();
    requireKey(communication.getAgentId(), Reason.AGENT_ID, offset);
    require(
        communication.getAgentId().equals(message.getSender()),
        Reason.AGENT_ID,
        offset,
        () -> Envelope.bytes(communication.getAgentId()).hex(),
        () -> "it must be the sender");
    if (communication.hasTargetId()) {
      requireKey(communication.getTargetId(), Reason.TARGET_ID, offset);
    }
    int type = communication.getTypeValue();
    int content = communication.getContentCase().getNumber();
    boolean later = content == 0 && isLaterContent(communication, type);
    require(
        later || (type != 0 && type == content),
        Reason.TYPE_MISMATCH,
        offset,
        () ->
            "type " + type + " with " + (content == 0 ? "no known content" : "content " + content),
        () -> "the type must be the number of the content that is present");
    if (communication.hasExtension()) {
      checkExtension(communication.getExtension(), offset);
    }
  }

  /**
   * A kind of a later version: its number is kept for contents, and the field of that number is
   * there.
   */
  private static boolean isLaterContent(AgentCommunication communication, int type) {
    return type >= 12 && type <= 19 && communication.getUnknownFields().hasField(type);
  }

  private void checkExtension(Extension extension, int offset)
      throws UnacceptableEnvelopeException {
    require(
        isTypeName(extension.getType()),
        Reason.EXTENSION_TYPE,
        offset,
        () -> quote(extension.getType()),
        () -> TYPE_NAME_RULE);
    require(
        extension.getSchemaVersion() >= 0,
        Reason.SCHEMA_VERSION,
        offset,
        () -> Integer.toUnsignedString(extension.getSchemaVersion()),
        () -> "at most 2147483647 is allowed");
    int fallback = extension.getFallbackText().getBytes(StandardCharsets.UTF_8).length;
    require(
        fallback <= MAX_FALLBACK_BYTES,
        Reason.FALLBACK_TEXT,
        offset,
        () -> fallback + " bytes",
        () -> "at most " + MAX_FALLBACK_BYTES + " bytes are allowed");
  }

  private void requireKey(ByteString key, Reason reason, int offset)
      throws UnacceptableEnvelopeException {
    require(
        key.size() == Ed25519Criteria.PUBLIC_KEY_BYTES,
        reason,
        offset,
        () -> key.size() + " bytes",
        () -> "an Ed25519 public key has 32 bytes");
  }

  private void requireTime(Timestamp time, Reason reason, int offset)
      throws UnacceptableEnvelopeException {
    require(isTime(time), reason, offset, () -> text(time), () -> TIME_RULE);
  }

  private void require(boolean holds, Reason reason, int offset, String value, String limit)
      throws UnacceptableEnvelopeException {
    require(holds, reason, offset, () -> value, () -> limit);
  }

  /** The words are made for a message that is refused, and not for the many that are good. */
  private void require(
      boolean holds, Reason reason, int offset, Supplier<String> value, Supplier<String> limit)
      throws UnacceptableEnvelopeException {
    if (!holds) {
      throw new UnacceptableEnvelopeException(reason, offset, value.get(), limit.get());
    }
  }

  private int at(int fieldNumber) {
    return layout.fields().of(fieldNumber);
  }

  static boolean isTime(Timestamp time) {
    return time.getSeconds() >= 0
        && time.getSeconds() <= MAX_SECONDS
        && time.getNanos() >= 0
        && time.getNanos() <= 999_999_999;
  }

  static String text(Timestamp time) {
    try {
      return isTime(time)
          ? Envelope.instant(time).toString()
          : time.getSeconds() + " s " + time.getNanos() + " ns";
    } catch (DateTimeException e) {
      return time.getSeconds() + " s " + time.getNanos() + " ns";
    }
  }

  /**
   * The text in quotation marks, bounded, with everything but printable ASCII replaced: it goes
   * into logs.
   */
  static String quote(String text) {
    String head = text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + "...";
    return '"' + head.replaceAll("[^\\x20-\\x7e]", "?") + '"';
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.chaoschain.agent.auth.core.AuthException.Reason;
import org.chaoschain.agent.auth.core.AuthMessage.Challenge;
import org.chaoschain.agent.auth.core.AuthMessage.Connect;
import org.chaoschain.agent.auth.core.AuthMessage.ConnectionAccepted;
import org.chaoschain.agent.auth.core.AuthMessage.Refused;
import org.chaoschain.agent.auth.core.AuthMessage.SignedResponse;
import org.chaoschain.api.bytes.Bytes;

/**
 * The bytes of the handshake's messages: a type, the version, and fields of fixed order. Each
 * message has exactly one form. Has no state.
 */
public final class AuthCodec {
  /** The version of the layout. */
  public static final int VERSION = 1;

  /** The largest message, in bytes. */
  public static final int MAX_MESSAGE_BYTES = 1200;

  private static final int CONNECT = 1;
  private static final int CHALLENGE = 2;
  private static final int RESPONSE = 3;
  private static final int ACCEPTED = 4;
  private static final int REFUSED = 5;
  // the last millisecond of the year 9999
  private static final long MAX_MILLIS = 253402300799999L;

  private AuthCodec() {}

  /** The bytes of a message, at most {@link #MAX_MESSAGE_BYTES}. */
  public static Bytes encode(AuthMessage message) {
    ByteBuffer out = ByteBuffer.allocate(MAX_MESSAGE_BYTES);
    if (message instanceof Connect c) {
      begin(out, CONNECT);
      put(out, c.agentKey());
      put(out, c.publicKey());
      put(out, c.nonce());
      byte[] chain = c.chainId().getBytes(StandardCharsets.US_ASCII);
      out.put((byte) chain.length).put(chain);
      attach(out, c.binding());
    } else if (message instanceof Challenge c) {
      begin(out, CHALLENGE);
      put(out, c.nonce());
      put(out, c.nodeKey());
      out.putLong(c.issuedAt().toEpochMilli());
      put(out, c.signature());
    } else if (message instanceof SignedResponse r) {
      begin(out, RESPONSE);
      put(out, r.signature());
      attach(out, r.delegation());
      attach(out, r.hostingRecord());
    } else if (message instanceof ConnectionAccepted a) {
      begin(out, ACCEPTED);
      put(out, a.session());
      out.putLong(a.expiresAt().toEpochMilli());
    } else if (message instanceof Refused r) {
      begin(out, REFUSED);
      out.put((byte) r.code());
      attach(out, Bytes.wrap(r.text().getBytes(StandardCharsets.UTF_8)));
    }
    return Bytes.wrap(Arrays.copyOf(out.array(), out.position()));
  }

  /**
   * Reads a message; nothing may follow it.
   *
   * @throws AuthException of reason {@code MALFORMED}, naming the offset and what is wrong there
   */
  public static AuthMessage decode(Bytes bytes) throws AuthException {
    if (bytes.size() > MAX_MESSAGE_BYTES) {
      throw malformed(0, bytes.size() + " bytes", "a message has at most " + MAX_MESSAGE_BYTES);
    }
    ByteBuffer in = bytes.toByteBuffer();
    try {
      AuthMessage message = read(in);
      if (in.hasRemaining()) {
        throw malformed(in.position(), in.remaining() + " bytes more", "nothing may follow");
      }
      return message;
    } catch (BufferUnderflowException e) {
      throw malformed(in.position(), "the end", "more bytes are required");
    } catch (IllegalArgumentException e) {
      throw malformed(in.position(), "a field out of bounds", e.getMessage());
    }
  }

  private static AuthMessage read(ByteBuffer in) throws AuthException {
    int type = in.get() & 0xff;
    int version = in.get() & 0xff;
    if (version != VERSION) {
      throw malformed(1, "version " + version, "this side speaks version 1");
    }
    return switch (type) {
      case CONNECT ->
          new Connect(take(in, 32), take(in, 32), take(in, 32), chain(in), attached(in));
      case CHALLENGE -> new Challenge(take(in, 32), take(in, 32), time(in), take(in, 64));
      case RESPONSE -> new SignedResponse(take(in, 64), attached(in), attached(in));
      case ACCEPTED -> new ConnectionAccepted(take(in, 16), time(in));
      case REFUSED -> new Refused(in.get() & 0xff, utf8(in));
      default -> throw malformed(0, "type " + type, "types are 1 to 5");
    };
  }

  private static void begin(ByteBuffer out, int type) {
    out.put((byte) type).put((byte) VERSION);
  }

  private static void put(ByteBuffer out, Bytes value) {
    out.put(value.toByteBuffer());
  }

  private static void attach(ByteBuffer out, Bytes value) {
    out.putShort((short) value.size());
    put(out, value);
  }

  private static Bytes take(ByteBuffer in, int size) {
    if (in.remaining() < size) {
      throw new BufferUnderflowException();
    }
    byte[] value = new byte[size];
    in.get(value);
    return Bytes.wrap(value);
  }

  private static Bytes attached(ByteBuffer in) {
    return take(in, in.getShort() & 0xffff);
  }

  private static String chain(ByteBuffer in) {
    // one char for each byte, so that what is not ASCII is refused and not replaced
    return new String(take(in, in.get() & 0xff).toArray(), StandardCharsets.ISO_8859_1);
  }

  private static Instant time(ByteBuffer in) throws AuthException {
    int at = in.position();
    long millis = in.getLong();
    if (millis < 0 || millis > MAX_MILLIS) {
      throw malformed(at, Long.toUnsignedString(millis) + " ms", "the years are 1970 to 9999");
    }
    return Instant.ofEpochMilli(millis);
  }

  private static String utf8(ByteBuffer in) throws AuthException {
    int at = in.position();
    Bytes text = attached(in);
    if (text.size() > AuthMessage.MAX_REASON_BYTES) {
      throw malformed(at, text.size() + " bytes", "a text has at most 500");
    }
    try {
      CharBuffer read =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(text.toByteBuffer());
      return read.toString();
    } catch (CharacterCodingException e) {
      throw malformed(at, "a text that is not UTF-8", "UTF-8 is required");
    }
  }

  /** A text of at most 500 bytes: it is cut at a character. */
  static String cut(String text) {
    String cut = text;
    while (cut.getBytes(StandardCharsets.UTF_8).length > AuthMessage.MAX_REASON_BYTES) {
      cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
      if (cut.length() > AuthMessage.MAX_REASON_BYTES) {
        int end = AuthMessage.MAX_REASON_BYTES;
        cut = cut.substring(0, Character.isHighSurrogate(cut.charAt(end - 1)) ? end - 1 : end);
      }
    }
    return cut;
  }

  private static AuthException malformed(int offset, String found, String rule) {
    return new AuthException(
        Reason.MALFORMED,
        "the message is malformed at byte %d: found %s; %s".formatted(offset, found, rule));
  }
}

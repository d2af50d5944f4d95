// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.json.core.JsonFormException.Reason;

/** The forms of single values in JSON, read strictly: each value has one way to be written. */
final class Scalars {
  static final int HASH_BYTES = 32;
  static final int SIGNATURE_BYTES = 64;

  /** The largest number of which each smaller one is exact in a double as well. */
  static final BigInteger EXACT = BigInteger.ONE.shiftLeft(53);

  private static final BigInteger MAX_UNSIGNED =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
  private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,19}");
  private static final Pattern HEX = Pattern.compile("[0-9a-f]*");
  private static final Pattern TIME =
      Pattern.compile(
          "(19[7-9]\\d|[2-9]\\d{3})-\\d\\d-\\d\\dT([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?Z");
  private static final int QUOTED = 80;

  private Scalars() {}

  static String text(JsonValue value, Pointer at, int minBytes, int maxBytes)
      throws JsonFormException {
    if (!(value instanceof JsonValue.Text text)) {
      throw wrongType(value, at, "a string");
    }
    long bytes = JsonParser.utf8Length(text.text());
    if (bytes < minBytes || bytes > maxBytes) {
      throw new JsonFormException(
          Reason.VALUE,
          at,
          "a text of " + bytes + " bytes",
          "%d to %d bytes of UTF-8 are allowed".formatted(minBytes, maxBytes),
          bytes < minBytes ? "give it a text" : "shorten it");
    }
    return text.text();
  }

  static String name(JsonValue value, Pointer at, Predicate<String> rule, String limit)
      throws JsonFormException {
    String text = text(value, at, 0, Integer.MAX_VALUE);
    if (!rule.test(text)) {
      throw new JsonFormException(Reason.VALUE, at, quote(text), limit, "choose another");
    }
    return text;
  }

  static <T> T word(
      JsonValue value, Pointer at, List<T> words, java.util.function.Function<T, String> text)
      throws JsonFormException {
    String found = text(value, at, 0, Integer.MAX_VALUE);
    for (T word : words) {
      if (text.apply(word).equals(found)) {
        return word;
      }
    }
    throw new JsonFormException(
        Reason.VALUE,
        at,
        quote(found),
        "allowed are " + words.stream().map(text).toList(),
        "use one of them");
  }

  /** An unsigned number of 64 bits: a number up to 2^53, or a string. */
  static long unsigned(JsonValue value, Pointer at, BigInteger max) throws JsonFormException {
    String digits;
    if (value instanceof JsonValue.Numeral number) {
      digits = number.literal();
    } else if (value instanceof JsonValue.Text text) {
      digits = text.text();
    } else {
      throw wrongType(value, at, "a whole number");
    }
    if (!WHOLE.matcher(digits).matches()) {
      throw new JsonFormException(
          Reason.VALUE,
          at,
          quote(digits),
          "a whole number in digits alone, 0 to " + max + ", is required",
          "write it without sign, fraction, exponent and leading zeros");
    }
    BigInteger found = new BigInteger(digits);
    if (value instanceof JsonValue.Numeral && found.compareTo(EXACT) > 0) {
      throw new JsonFormException(
          Reason.VALUE,
          at,
          digits,
          "numbers up to 9007199254740992 (2^53) are exact for every reader",
          "write it as a string");
    }
    if (found.compareTo(max) > 0) {
      throw new JsonFormException(
          Reason.VALUE, at, digits, "0 to " + max + " are allowed", "use a smaller number");
    }
    return found.longValue();
  }

  static long unsigned(JsonValue value, Pointer at) throws JsonFormException {
    return unsigned(value, at, MAX_UNSIGNED);
  }

  static boolean truth(JsonValue value, Pointer at) throws JsonFormException {
    if (value instanceof JsonValue.Truth truth) {
      return truth.value();
    }
    throw wrongType(value, at, "true or false");
  }

  static Bytes hex(JsonValue value, Pointer at, int bytes) throws JsonFormException {
    String text = text(value, at, 0, Integer.MAX_VALUE);
    if (text.length() != 2 * bytes || !HEX.matcher(text).matches()) {
      throw new JsonFormException(
          Reason.VALUE,
          at,
          quote(text),
          2 * bytes + " hexadecimal digits in lower case are required",
          "write all " + bytes + " bytes, two digits each");
    }
    return Bytes.fromHex(text);
  }

  /** Bytes of any number up to the most. */
  static Bytes hexUpTo(JsonValue value, Pointer at, int maxBytes) throws JsonFormException {
    String text = text(value, at, 0, Integer.MAX_VALUE);
    if (text.length() > 2 * maxBytes || text.length() % 2 != 0 || !HEX.matcher(text).matches()) {
      throw new JsonFormException(
          Reason.VALUE,
          at,
          quote(text),
          "at most " + 2 * maxBytes + " hexadecimal digits in lower case, two a byte, are allowed",
          "write each byte with two digits, and leave nothing else in");
    }
    return Bytes.fromHex(text);
  }

  static Bytes base64(JsonValue value, Pointer at, int maxBytes) throws JsonFormException {
    String text = text(value, at, 0, Integer.MAX_VALUE);
    Bytes bytes = decode(text);
    if (bytes == null) {
      throw new JsonFormException(
          Reason.VALUE,
          at,
          quote(text),
          "base64url (RFC 4648, section 5) without padding is required",
          "encode with - and _, leave out =, and let unused bits be zero");
    }
    if (bytes.size() > maxBytes) {
      throw new JsonFormException(
          Reason.VALUE,
          at,
          bytes.size() + " bytes",
          "at most " + maxBytes + " bytes are allowed",
          "send less, or a hash of it");
    }
    return bytes;
  }

  private static Bytes decode(String text) {
    try {
      Bytes bytes = Bytes.wrap(Base64.getUrlDecoder().decode(text));
      return base64(bytes).equals(text) ? bytes : null; // no padding, no bits that are not used
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  static String base64(Bytes bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toArray());
  }

  static AgentId key(JsonValue value, Pointer at) throws JsonFormException {
    String text = text(value, at, 0, Integer.MAX_VALUE);
    try {
      return AgentId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new JsonFormException(
          Reason.VALUE,
          at,
          quote(text),
          "the did:key of an Ed25519 public key is required",
          "write did:key:z6Mk… as 'chaos agents' shows it");
    }
  }

  static Instant time(JsonValue value, Pointer at) throws JsonFormException {
    String text = text(value, at, 0, Integer.MAX_VALUE);
    if (TIME.matcher(text).matches()) {
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        // a day that does not exist: refused below
      }
    }
    throw new JsonFormException(
        Reason.VALUE,
        at,
        quote(text),
        "ISO 8601 in UTC, 1970 to 9999, up to nanoseconds, is required",
        "write it as 2026-01-31T12:00:00Z or 2026-01-31T12:00:00.123Z");
  }

  static JsonFormException wrongType(JsonValue value, Pointer at, String required) {
    return new JsonFormException(
        Reason.WRONG_TYPE,
        at,
        value.kind(),
        required + " is required",
        value instanceof JsonValue.Null
            ? "leave the member out if there is nothing to say"
            : "write it as " + required);
  }

  /** The text in quotation marks, bounded, everything but printable ASCII replaced. */
  static String quote(String text) {
    String head = text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "...";
    return '"' + head.replaceAll("[^\\x20-\\x7e]", "?") + '"';
  }
}

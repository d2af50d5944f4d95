// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.core;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.chaoschain.api.bytes.Bytes;

/** The forms of the values in what publishers sign. One value has one form. */
final class StatementText {
  static final String NEVER = "never";
  static final int MAX_REASON = 200;
  private static final int SHA256_BYTES = 32;
  private static final int MAX_WORD = 128;
  private static final long MAX_SIZE = 1L << 40;
  private static final Instant FIRST = Instant.EPOCH;
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
  private static final Pattern VERSION = Pattern.compile("[0-9][A-Za-z0-9_.+-]*");
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,12}");
  private static final Pattern HEX = Pattern.compile("[0-9a-f]*");

  private StatementText() {}

  static void checkName(String name) {
    if (name.length() > MAX_WORD || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no name of a plugin: up to %d letters a-z A-Z, digits, '.', '_', '-'"
              .formatted(shown(name), MAX_WORD));
    }
  }

  static void checkVersion(String version) {
    if (version.length() > MAX_WORD || !VERSION.matcher(version).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no version: up to %d letters, digits, '.', '_', '+', '-', a digit first"
              .formatted(shown(version), MAX_WORD));
    }
  }

  static void checkSize(String what, long size) {
    if (size < 0 || size > MAX_SIZE) {
      throw new IllegalArgumentException(
          "the size of %s is %d, and must be 0 to %d".formatted(shown(what), size, MAX_SIZE));
    }
  }

  static void checkSha256(String what, Bytes sha256) {
    if (sha256.size() != SHA256_BYTES) {
      throw new IllegalArgumentException(
          "the SHA-256 of %s has %d bytes, not 32".formatted(shown(what), sha256.size()));
    }
  }

  static void checkPath(String path) {
    if (path.isEmpty() || utf8(path).size() > PluginEntry.MAX_PATH_BYTES) {
      throw new IllegalArgumentException(
          "the entry '%s' has a name of %d bytes, and 1 to %d are allowed"
              .formatted(shown(path), utf8(path).size(), PluginEntry.MAX_PATH_BYTES));
    }
    if (path.codePoints().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "the entry '%s' has a control character in its name".formatted(shown(path)));
    }
    boolean leadsElsewhere =
        path.startsWith("/")
            || path.indexOf('\\') >= 0
            || path.matches("[A-Za-z]:.*")
            || List.of(path.split("/", -1)).contains("..");
    if (leadsElsewhere) {
      throw new IllegalArgumentException(
          "the entry '%s' has a name that leads out of the archive".formatted(shown(path)));
    }
  }

  static void checkInstant(String what, Instant instant) {
    boolean whole = instant.truncatedTo(ChronoUnit.SECONDS).equals(instant);
    if (!whole || instant.isBefore(FIRST) || instant.isAfter(LAST)) {
      throw new IllegalArgumentException(
          "'%s' is %s, and must be a whole second of the years 1970 to 9999"
              .formatted(what, instant));
    }
  }

  static void checkReason(String reason) {
    boolean printable = reason.codePoints().noneMatch(Character::isISOControl);
    if (!printable || !reason.equals(reason.strip()) || utf8(reason).size() > MAX_REASON) {
      throw new IllegalArgumentException(
          "a reason is one line of at most %d bytes without spaces around it"
              .formatted(MAX_REASON));
    }
  }

  /**
   * The bytes of a text.
   *
   * @throws IllegalArgumentException if it has half a surrogate pair
   */
  static Bytes utf8(String text) {
    try {
      return Bytes.copyOf(StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text)));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("'%s' is no Unicode text".formatted(shown(text)), e);
    }
  }

  static Optional<String> text(Bytes utf8) {
    try {
      ByteBuffer bytes = utf8.toByteBuffer();
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  static String name(String text) {
    checkName(text);
    return text;
  }

  static String version(String text) {
    checkVersion(text);
    return text;
  }

  static long number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no number in decimal digits without leading zeros".formatted(shown(text)));
    }
    return Long.parseLong(text);
  }

  static Bytes hex(String what, String text, int bytes) {
    if (text.length() != 2 * bytes || !HEX.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no %s: %d lower-case hexadecimal digits"
              .formatted(shown(text), what, 2 * bytes));
    }
    return Bytes.fromHex(text);
  }

  static Bytes sha256(String text) {
    return hex("SHA-256", text, SHA256_BYTES);
  }

  static Instant instant(String what, String text) {
    try {
      Instant instant = Instant.parse(text);
      checkInstant(what, instant);
      if (instant.toString().equals(text)) {
        return instant;
      }
    } catch (DateTimeException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "'%s' is no time such as 2026-11-28T16:00:00Z".formatted(shown(text)));
  }

  /** A stranger's text, fit for a terminal. */
  static String shown(String text) {
    String safe = text.replaceAll("\\p{Cntrl}", "?");
    return safe.length() <= 120 ? safe : safe.substring(0, 120) + "…";
  }
}

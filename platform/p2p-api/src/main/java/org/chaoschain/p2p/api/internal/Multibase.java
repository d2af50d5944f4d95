// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.internal;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The text forms of bytes that the multibase specification tells apart by their first character:
 * {@code f} (base16), {@code b} (base32), {@code k} (base36), {@code z} (base58btc), {@code u}
 * (base64url); none of them padded.
 */
public final class Multibase {
  /** The most characters that are decoded. */
  public static final int MAX_CHARACTERS = 256;

  private static final PositionalBase BASE36 =
      new PositionalBase("0123456789abcdefghijklmnopqrstuvwxyz");
  private static final PositionalBase BASE58 =
      new PositionalBase("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz");
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

  private Multibase() {}

  /**
   * The bytes of a text with its prefix.
   *
   * @throws MalformedBytesException if the prefix is unknown, the text too long or a character not
   *     in the alphabet
   */
  public static byte[] decode(String text) {
    if (text.isEmpty()) {
      throw new MalformedBytesException(0, "it is empty");
    }
    if (text.length() > MAX_CHARACTERS) {
      throw new MalformedBytesException(
          MAX_CHARACTERS,
          "it has " + text.length() + " characters, at most " + MAX_CHARACTERS + " are allowed");
    }
    String digits = text.substring(1);
    try {
      return switch (text.charAt(0)) {
        case 'f', 'F' -> HexFormat.of().parseHex(digits);
        case 'b' -> decodeBase32(digits);
        case 'B' -> decodeBase32(digits.toLowerCase(Locale.ROOT));
        case 'k' -> BASE36.decode(digits);
        case 'z' -> BASE58.decode(digits);
        case 'u' -> decodeBase64Url(digits);
        default ->
            throw new MalformedBytesException(
                0, "its first character names no base of f, b, k, z, u");
      };
    } catch (MalformedBytesException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new MalformedBytesException(1, String.valueOf(e.getMessage()));
    }
  }

  /** The base32 text with its prefix {@code b}. */
  public static String encodeBase32(byte[] source) {
    StringBuilder text = new StringBuilder(2 + source.length * 8 / 5).append('b');
    int bits = 0;
    int pending = 0;
    for (byte next : source) {
      pending = ((pending << 8) | (next & 0xff)) & 0xfff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32.charAt((pending >> bits) & 31));
      }
    }
    if (bits > 0) {
      text.append(BASE32.charAt((pending << (5 - bits)) & 31));
    }
    return text.toString();
  }

  /** The base64url text with its prefix {@code u}. */
  public static String encodeBase64Url(byte[] source) {
    return "u" + Base64.getUrlEncoder().withoutPadding().encodeToString(source);
  }

  private static byte[] decodeBase64Url(String digits) {
    byte[] bytes = Base64.getUrlDecoder().decode(digits);
    if (!encodeBase64Url(bytes).substring(1).equals(digits)) {
      throw new MalformedBytesException(
          digits.length(), "its last character has bits that stand for nothing");
    }
    return bytes;
  }

  private static byte[] decodeBase32(String digits) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(digits.length());
    int bits = 0;
    int pending = 0;
    for (int i = 0; i < digits.length(); i++) {
      int value = BASE32.indexOf(digits.charAt(i));
      if (value < 0) {
        throw new MalformedBytesException(i + 1, "a character is not in the base32 alphabet");
      }
      pending = ((pending << 5) | value) & 0xfff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes.write(pending >> bits);
      }
    }
    if (bits >= 5 || (pending & ((1 << bits) - 1)) != 0) {
      throw new MalformedBytesException(
          digits.length(), "its last character has bits that stand for nothing");
    }
    return bytes.toByteArray();
  }
}

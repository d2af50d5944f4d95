// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.internal;

import java.util.Arrays;

/**
 * Writes bytes as one large number in the digits of an alphabet, each leading zero byte as a
 * leading zero digit (base58btc, base36). The time grows with the square of the length, so callers
 * bound it. Immutable.
 */
public final class PositionalBase {
  private final char[] digits;
  private final byte[] values = new byte[128];

  /** Makes the base that has these digits, in rising order. */
  public PositionalBase(String alphabet) {
    this.digits = alphabet.toCharArray();
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < digits.length; i++) {
      values[digits[i]] = (byte) i;
    }
  }

  /** The text of the bytes. */
  public String encode(byte[] source) {
    int zeros = 0;
    while (zeros < source.length && source[zeros] == 0) {
      zeros++;
    }
    byte[] number = new byte[(source.length - zeros) * 2];
    int length = 0;
    for (int i = zeros; i < source.length; i++) {
      int carry = source[i] & 0xff;
      for (int j = 0; j < length || carry != 0; j++) {
        carry += number[j] * 256;
        number[j] = (byte) (carry % digits.length);
        carry /= digits.length;
        length = Math.max(length, j + 1);
      }
    }
    StringBuilder text = new StringBuilder(zeros + length);
    text.append(String.valueOf(digits[0]).repeat(zeros));
    for (int i = length - 1; i >= 0; i--) {
      text.append(digits[number[i]]);
    }
    return text.toString();
  }

  /**
   * The bytes of the text.
   *
   * @throws MalformedBytesException with the offset of the first character that is no digit
   */
  public byte[] decode(String text) {
    int zeros = 0;
    while (zeros < text.length() && text.charAt(zeros) == digits[0]) {
      zeros++;
    }
    byte[] number = new byte[text.length() - zeros];
    int length = 0;
    for (int i = zeros; i < text.length(); i++) {
      int carry = digit(text, i);
      for (int j = 0; j < length || carry != 0; j++) {
        carry += (number[j] & 0xff) * digits.length;
        number[j] = (byte) carry;
        carry >>>= 8;
        length = Math.max(length, j + 1);
      }
    }
    byte[] bytes = new byte[zeros + length];
    for (int i = 0; i < length; i++) {
      bytes[zeros + i] = number[length - 1 - i];
    }
    return bytes;
  }

  private int digit(String text, int index) {
    char c = text.charAt(index);
    int value = c < values.length ? values[c] : -1;
    if (value < 0) {
      throw new MalformedBytesException(
          index, "the character '" + printable(c) + "' is not in the alphabet");
    }
    return value;
  }

  private static String printable(char c) {
    return c > ' ' && c < 0x7f ? String.valueOf(c) : "\\u%04x".formatted((int) c);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.multiaddr;

import java.util.Arrays;

/** IP addresses and numbers as text. Nothing is ever looked up by name. */
final class IpText {
  private static final int WORDS = 8;

  private IpText() {}

  /** A decimal number of 0 to {@code max} without sign and leading zeros. */
  static int decimal(String text, int max, String what) {
    boolean digits = !text.isEmpty() && text.length() <= 5;
    for (int i = 0; digits && i < text.length(); i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!digits || (text.length() > 1 && text.charAt(0) == '0') || Integer.parseInt(text) > max) {
      throw new IllegalArgumentException(what + " must be a number of 0 to " + max);
    }
    return Integer.parseInt(text);
  }

  static byte[] parse4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException("an IPv4 address has four numbers, not " + parts.length);
    }
    byte[] address = new byte[4];
    for (int i = 0; i < 4; i++) {
      address[i] = (byte) decimal(parts[i], 255, "each part of an IPv4 address");
    }
    return address;
  }

  static String format4(byte[] data, int from) {
    StringBuilder text = new StringBuilder(15);
    for (int i = from; i < from + 4; i++) {
      text.append(i == from ? "" : ".").append(data[i] & 0xff);
    }
    return text.toString();
  }

  static byte[] parse6(String text) {
    if (text.length() > 45) {
      throw new IllegalArgumentException("an IPv6 address has at most 45 characters");
    }
    int gap = text.indexOf("::");
    byte[] address = new byte[2 * WORDS];
    if (gap < 0) {
      byte[] words = words(text);
      checkLength(words.length == address.length);
      return words;
    }
    byte[] head = words(text.substring(0, gap));
    byte[] tail = words(text.substring(gap + 2));
    checkLength(head.length + tail.length < address.length);
    if (gap > 0 && text.substring(0, gap).indexOf('.') >= 0) {
      throw new IllegalArgumentException("dotted numbers can only end an IPv6 address");
    }
    System.arraycopy(head, 0, address, 0, head.length);
    System.arraycopy(tail, 0, address, address.length - tail.length, tail.length);
    return address;
  }

  private static byte[] words(String text) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    String[] parts = text.split(":", -1);
    byte[] bytes = new byte[2 * parts.length + 2];
    int length = 0;
    for (int i = 0; i < parts.length; i++) {
      if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
        System.arraycopy(parse4(parts[i]), 0, bytes, length, 4);
        length += 4;
      } else {
        int word = word(parts[i]);
        bytes[length++] = (byte) (word >> 8);
        bytes[length++] = (byte) word;
      }
    }
    return Arrays.copyOf(bytes, length);
  }

  private static int word(String part) {
    boolean hex =
        !part.isEmpty()
            && part.length() <= 4
            && part.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
    if (!hex) {
      throw new IllegalArgumentException(
          "each part of an IPv6 address has one to four hexadecimal digits");
    }
    return Integer.parseInt(part, 16);
  }

  private static void checkLength(boolean fits) {
    if (!fits) {
      throw new IllegalArgumentException("an IPv6 address has eight parts, or fewer and one '::'");
    }
  }

  /** RFC 5952: lower case, the first longest run of two zero words or more as {@code ::}. */
  static String format6(byte[] data) {
    if (isMapped4(data)) {
      return "::ffff:" + format4(data, 12);
    }
    int runStart = -1;
    int runLength = 1;
    for (int i = 0; i < WORDS; i++) {
      int j = i;
      while (j < WORDS && wordAt(data, j) == 0) {
        j++;
      }
      if (j - i > runLength) {
        runStart = i;
        runLength = j - i;
      }
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < WORDS; i++) {
      if (i == runStart) {
        text.append("::");
        i += runLength - 1;
      } else {
        boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        text.append(first ? "" : ":").append(Integer.toHexString(wordAt(data, i)));
      }
    }
    return text.toString();
  }

  static boolean isMapped4(byte[] data) {
    if (data.length != 2 * WORDS) {
      return false;
    }
    for (int i = 0; i < 10; i++) {
      if (data[i] != 0) {
        return false;
      }
    }
    return data[10] == -1 && data[11] == -1;
  }

  private static int wordAt(byte[] data, int index) {
    return ((data[2 * index] & 0xff) << 8) | (data[2 * index + 1] & 0xff);
  }
}

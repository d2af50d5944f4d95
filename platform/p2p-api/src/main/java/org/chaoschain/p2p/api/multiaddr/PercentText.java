// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.multiaddr;

import java.io.ByteArrayOutputStream;

/** Percent-encoding as in a segment of a URL's path. */
final class PercentText {
  private static final String PLAIN = "-_.~$&+=:@";

  private PercentText() {}

  static String encode(byte[] data) {
    StringBuilder text = new StringBuilder(data.length);
    for (byte b : data) {
      char c = (char) (b & 0xff);
      if (isPlain(c)) {
        text.append(c);
      } else {
        text.append("%%%02X".formatted(b & 0xff));
      }
    }
    return text.toString();
  }

  static byte[] decode(String text) {
    ByteArrayOutputStream data = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        data.write(octet(text, i));
        i += 2;
      } else if (isPlain(c)) {
        data.write(c);
      } else {
        throw new IllegalArgumentException(
            "the character U+%04X must be percent-encoded".formatted((int) c));
      }
    }
    return data.toByteArray();
  }

  private static int octet(String text, int percent) {
    int high = percent + 1 < text.length() ? Character.digit(text.charAt(percent + 1), 16) : -1;
    int low = percent + 2 < text.length() ? Character.digit(text.charAt(percent + 2), 16) : -1;
    if (high < 0 || low < 0) {
      throw new IllegalArgumentException(
          "a percent sign must be followed by two hexadecimal digits");
    }
    return (high << 4) | low;
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || PLAIN.indexOf(c) >= 0;
  }
}

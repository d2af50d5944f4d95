// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

/** Rules for the texts in a handshake. */
final class AuthText {
  private static final int SHOWN = 40;

  private AuthText() {}

  /** Whether all characters are printable ASCII without the space. */
  static boolean visible(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  /** A text for a message to people: its beginning, with what is not printable as a dot. */
  static String quote(String text) {
    String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    return "'" + printable(shown) + "' (" + text.length() + " characters)";
  }

  /** A text of the other side, with what is not printable ASCII as a dot. */
  static String printable(String text) {
    return text.replaceAll("[^ -~]", ".");
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

/**
 * How many messages somebody may send, and how many bytes. Written {@code 20/s burst 100, 512KiB/s
 * burst 2MiB}.
 *
 * @param messages in messages
 * @param bytes in bytes on the wire. A message larger than the burst comes through when there is
 *     all of it, and the rest is waited for afterwards
 */
public record Allowance(Rate messages, Rate bytes) {
  /**
   * Reads an allowance.
   *
   * @throws IllegalArgumentException naming the text and the form that is understood
   */
  public static Allowance parse(String text) {
    int comma = text.indexOf(',');
    if (comma < 0) {
      throw new IllegalArgumentException(
          "'%s' is no allowance; write messages and bytes, such as 20/s burst 100, 512KiB/s burst 2MiB"
              .formatted(text));
    }
    return new Allowance(
        Rate.parse(text.substring(0, comma)), Rate.parse(text.substring(comma + 1)));
  }

  @Override
  public String toString() {
    return messages + ", " + bytes;
  }
}

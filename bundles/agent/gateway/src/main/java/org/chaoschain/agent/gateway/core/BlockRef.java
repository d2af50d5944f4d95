// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import java.util.Locale;
import java.util.regex.Pattern;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.json.core.JsonValue;

/** Which block a vote is about, as agents write it. */
public sealed interface BlockRef {
  /** The bytes of a hash. */
  int HASH_SIZE = 32;

  /** By its hash, 32 bytes. */
  record ByHash(Bytes hash) implements BlockRef {
    @Override
    public boolean fits(Bytes blockHash, long height) {
      return hash.equals(blockHash);
    }

    @Override
    public String toString() {
      return hash.hex();
    }
  }

  /** By its height, 1 or more. */
  record ByHeight(long height) implements BlockRef {
    @Override
    public boolean fits(Bytes blockHash, long blockHeight) {
      return height == blockHeight;
    }

    @Override
    public String toString() {
      return Long.toString(height);
    }
  }

  /** Whether it means that block. */
  boolean fits(Bytes blockHash, long height);

  /**
   * Reads one: an array of 32 byte values, 64 hexadecimal digits with or without {@code 0x}, or the
   * height in decimal, as a string or a number.
   *
   * @param at where it stands
   * @throws Refusal if it is none of these
   */
  static BlockRef read(JsonValue value, String at) throws Refusal {
    if (value instanceof JsonValue.Numeral) {
      return new ByHeight(Members.number(value, at, 1, Long.MAX_VALUE));
    }
    if (value instanceof JsonValue.Text text) {
      return ofText(text.text(), at);
    }
    if (!(value instanceof JsonValue.Elements array)) {
      throw Members.wrong(at, value, "an array of 32 byte values, hexadecimal digits or a height");
    }
    if (array.elements().size() != HASH_SIZE) {
      throw Refusal.at(
          at,
          "it has %d elements, and a block's hash has %d bytes"
              .formatted(array.elements().size(), HASH_SIZE));
    }
    byte[] hash = new byte[HASH_SIZE];
    for (int i = 0; i < hash.length; i++) {
      hash[i] = (byte) Members.number(array.elements().get(i), at + "/" + i, 0, 255);
    }
    return new ByHash(Bytes.wrap(hash));
  }

  private static BlockRef ofText(String text, String at) throws Refusal {
    String digits = text.toLowerCase(Locale.ROOT);
    if (digits.startsWith("0x")) {
      digits = digits.substring(2);
    }
    if (Patterns.HASH.matcher(digits).matches()) {
      return new ByHash(Bytes.fromHex(digits));
    }
    if (Patterns.HEIGHT.matcher(text).matches()) {
      return new ByHeight(Long.parseLong(text));
    }
    throw Refusal.at(at, "it must be 64 hexadecimal digits, or a height in decimal");
  }

  /** The forms of text. */
  final class Patterns {
    static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    static final Pattern HEIGHT = Pattern.compile("[1-9][0-9]{0,17}");

    private Patterns() {}
  }
}

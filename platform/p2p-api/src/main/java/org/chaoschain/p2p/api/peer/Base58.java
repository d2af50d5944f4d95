// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.peer;

import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.internal.MalformedBytesException;
import org.chaoschain.p2p.api.internal.PositionalBase;

/**
 * The base58btc text form of bytes. Meant for ids and keys: the time grows with the square of the
 * length, so the length is bounded.
 */
public final class Base58 {
  /** The most bytes that are encoded. */
  public static final int MAX_BYTES = 128;

  /** The most characters that are decoded; enough for {@link #MAX_BYTES}. */
  public static final int MAX_CHARACTERS = 176;

  private static final PositionalBase BASE =
      new PositionalBase("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz");

  private Base58() {}

  /**
   * The text of the bytes.
   *
   * @throws IllegalArgumentException if there are more than {@link #MAX_BYTES}
   */
  public static String encode(Bytes bytes) {
    if (bytes.size() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "base58 text is made of at most " + MAX_BYTES + " bytes, not " + bytes.size());
    }
    return BASE.encode(bytes.toArray());
  }

  /**
   * The bytes of the text.
   *
   * @throws IllegalArgumentException if it is longer than {@link #MAX_CHARACTERS} or has a
   *     character that is not in the alphabet; the message names it and its offset
   */
  public static Bytes decode(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "base58 text has at most " + MAX_CHARACTERS + " characters, not " + text.length());
    }
    try {
      return Bytes.wrap(BASE.decode(text));
    } catch (MalformedBytesException e) {
      throw new IllegalArgumentException(
          "malformed base58 text at offset " + e.offset() + ": " + e.getMessage(), e);
    }
  }
}

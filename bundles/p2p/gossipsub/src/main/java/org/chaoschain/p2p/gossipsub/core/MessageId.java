// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a message is known by: some bytes, compared by value, with their hash at hand. Immutable.
 */
public final class MessageId implements Comparable<MessageId> {
  private final byte[] bytes;
  private final int hash;

  private MessageId(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  /**
   * Takes an array over without copying it.
   *
   * @param bytes the caller must never change the array again
   */
  public static MessageId wrap(byte[] bytes) {
    return new MessageId(bytes);
  }

  /** The number of bytes. */
  public int size() {
    return bytes.length;
  }

  /** Copies the bytes into an array, which must have room for them behind the offset. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, bytes.length);
  }

  @Override
  public int compareTo(MessageId other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof MessageId id && hash == id.hash && Arrays.equals(bytes, id.bytes));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** The bytes in hexadecimal. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.bytes;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable sequence of bytes, compared by value and ordered lexicographically as unsigned
 * bytes.
 *
 * <p>Safe for use by many threads. {@link #equals} takes time that depends on the content; secrets
 * are compared with {@link #equalsConstantTime}.
 */
public final class Bytes implements Comparable<Bytes> {
  /** No bytes at all. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private static final HexFormat HEX = HexFormat.of();

  private final byte[] value;

  private Bytes(byte[] value) {
    this.value = value;
  }

  /**
   * Copies an array.
   *
   * @param value the bytes; the caller may change the array afterwards
   */
  public static Bytes copyOf(byte... value) {
    return value.length == 0 ? EMPTY : new Bytes(value.clone());
  }

  /**
   * Copies the part of an array that starts at {@code offset}.
   *
   * @throws IndexOutOfBoundsException if the part is not inside the array
   */
  public static Bytes copyOf(byte[] value, int offset, int length) {
    java.util.Objects.checkFromIndexSize(offset, length, value.length);
    return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(value, offset, offset + length));
  }

  /** Copies the remaining bytes of a buffer, whose position is left as it was. */
  public static Bytes copyOf(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return wrap(copy);
  }

  /**
   * Takes an array over without copying it.
   *
   * @param value the bytes; the caller must never change the array again
   */
  public static Bytes wrap(byte[] value) {
    return value.length == 0 ? EMPTY : new Bytes(value);
  }

  /**
   * Reads lower or upper case hexadecimal text.
   *
   * @throws IllegalArgumentException if the text has an odd length or another character
   */
  public static Bytes fromHex(CharSequence hex) {
    return wrap(HEX.parseHex(hex));
  }

  /** The bytes of both, one after the other. */
  public Bytes concat(Bytes other) {
    byte[] joined = Arrays.copyOf(value, value.length + other.value.length);
    System.arraycopy(other.value, 0, joined, value.length, other.value.length);
    return wrap(joined);
  }

  /**
   * A copy of the part from {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @throws IndexOutOfBoundsException if the part is not inside
   */
  public Bytes slice(int from, int to) {
    java.util.Objects.checkFromToIndex(from, to, value.length);
    return wrap(Arrays.copyOfRange(value, from, to));
  }

  /** The number of bytes. */
  public int size() {
    return value.length;
  }

  /** Whether there are no bytes. */
  public boolean isEmpty() {
    return value.length == 0;
  }

  /**
   * The byte at an index.
   *
   * @throws IndexOutOfBoundsException if the index is not in {@code 0 .. size()-1}
   */
  public byte get(int index) {
    return value[index];
  }

  /** A fresh copy of the bytes, which the caller owns. */
  public byte[] toArray() {
    return value.clone();
  }

  /** A read-only view. */
  public ByteBuffer toByteBuffer() {
    return ByteBuffer.wrap(value).asReadOnlyBuffer();
  }

  /** A stream over the bytes. */
  public InputStream toInputStream() {
    return new ByteArrayInputStream(value);
  }

  /** Feeds the bytes to a digest without copying them. */
  public void update(MessageDigest digest) {
    digest.update(value);
  }

  /** Lower-case hexadecimal text. */
  public String hex() {
    return HEX.formatHex(value);
  }

  /** Equality in a time that depends on the lengths alone. */
  public boolean equalsConstantTime(Bytes other) {
    return MessageDigest.isEqual(value, other.value);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes b && Arrays.equals(value, b.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  /** The first 32 bytes in hexadecimal and the size, for logs. */
  @Override
  public String toString() {
    return value.length <= 32
        ? hex()
        : HEX.formatHex(value, 0, 32) + "… (" + value.length + " bytes)";
  }
}

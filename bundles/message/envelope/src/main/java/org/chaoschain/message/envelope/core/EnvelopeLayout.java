// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

/**
 * Where the parts of a well-formed envelope lie in its wire bytes; offsets and lengths in bytes.
 *
 * @param signedLength the number of signed bytes, which come first; 66 bytes of signature field
 *     follow
 * @param payloadNumber the field number of the one member of the payload, known or not
 * @param payloadOffset where the inside of that member begins
 * @param payloadLength how long it is
 * @param fields where each field below 100 begins, by its number
 */
public record EnvelopeLayout(
    int signedLength,
    int payloadNumber,
    int payloadOffset,
    int payloadLength,
    FieldOffsets fields) {

  /** Where the fields of a message begin. Immutable. */
  public static final class FieldOffsets {
    private final int[] offsets;

    FieldOffsets(int[] offsets) {
      this.offsets = offsets;
    }

    /**
     * Where a field begins, its tag included.
     *
     * @param number the field's number
     * @return the offset, or -1 if the field is absent or its number is 100 or more
     */
    public int of(int number) {
      return number < 0 || number >= offsets.length ? -1 : offsets[number];
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import java.util.Arrays;
import org.chaoschain.message.envelope.core.MalformedEnvelopeException.Reason;
import org.chaoschain.proto.v1.ChaoschainMessage;

/**
 * Checks the structure of an envelope's top level before protobuf sees it: there must be one way
 * only to read it. Reads each byte of a tag, length or number once and no byte of a field's inside;
 * allocates 400 bytes. Has no state.
 */
public final class EnvelopeScanner {
  /** Size of the signature field: tag, length and signature. */
  public static final int SIGNATURE_FIELD_BYTES = 66;

  private static final int SIGNATURE_BYTES = 64;

  /** Fields with lower numbers are singular, known or not. */
  private static final int FIRST_REPEATABLE = 100;

  private EnvelopeScanner() {}

  /**
   * Scans a message.
   *
   * @param wire the bytes; read only, not kept
   * @param maxBytes the largest message allowed here, in bytes
   * @return where its parts lie
   * @throws MalformedEnvelopeException if the structure is not that of an envelope; the first
   *     offence in the order of the bytes counts, then what is missing
   */
  public static EnvelopeLayout scan(byte[] wire, int maxBytes) throws MalformedEnvelopeException {
    if (wire.length > maxBytes) {
      throw new MalformedEnvelopeException(
          Reason.TOO_LARGE,
          0,
          wire.length + " bytes",
          "at most " + maxBytes + " bytes are allowed");
    }
    int[] offsets = new int[FIRST_REPEATABLE];
    Arrays.fill(offsets, -1);
    int payloadNumber = 0;
    int payloadOffset = 0;
    int payloadLength = 0;
    int signatureLength = 0;
    WireCursor cursor = new WireCursor(wire);
    while (!cursor.atEnd()) {
      cursor.next();
      int number = cursor.number();
      requireWireType(cursor);
      if (number < FIRST_REPEATABLE) {
        requireFirst(cursor, offsets);
        offsets[number] = cursor.fieldStart();
      }
      if (PayloadKind.isPayloadNumber(number)) {
        if (payloadNumber != 0) {
          throw new MalformedEnvelopeException(
              Reason.SECOND_PAYLOAD,
              cursor.fieldStart(),
              "field " + number,
              "field " + payloadNumber + " was before");
        }
        payloadNumber = number;
        payloadOffset = cursor.bodyStart();
        payloadLength = cursor.bodyLength();
      } else if (number == ChaoschainMessage.SIGNATURE_FIELD_NUMBER) {
        signatureLength = cursor.bodyLength();
      }
    }
    int signedLength =
        requireSignature(
            wire.length, offsets[ChaoschainMessage.SIGNATURE_FIELD_NUMBER], signatureLength);
    if (payloadNumber == 0) {
      throw new MalformedEnvelopeException(
          Reason.MISSING_PAYLOAD, 0, "none", "exactly one is required");
    }
    return new EnvelopeLayout(
        signedLength,
        payloadNumber,
        payloadOffset,
        payloadLength,
        new EnvelopeLayout.FieldOffsets(offsets));
  }

  private static void requireWireType(WireCursor cursor) throws MalformedEnvelopeException {
    int expected =
        switch (cursor.number()) {
          case ChaoschainMessage.VERSION_FIELD_NUMBER, ChaoschainMessage.CRITICAL_FIELD_NUMBER ->
              WireCursor.VARINT;
          case 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 25 ->
              WireCursor.LENGTH_DELIMITED;
          default -> cursor.wireType();
        };
    if (cursor.wireType() != expected) {
      throw new MalformedEnvelopeException(
          Reason.WRONG_WIRE_TYPE,
          cursor.fieldStart(),
          "wire type " + cursor.wireType() + " for field " + cursor.number(),
          "wire type " + expected + " is required");
    }
  }

  private static void requireFirst(WireCursor cursor, int[] offsets)
      throws MalformedEnvelopeException {
    int before = offsets[cursor.number()];
    if (before < 0) {
      return;
    }
    Reason reason = Reason.REPEATED_FIELD;
    if (cursor.number() == ChaoschainMessage.SIGNATURE_FIELD_NUMBER) {
      reason = Reason.SECOND_SIGNATURE;
    } else if (PayloadKind.isPayloadNumber(cursor.number())) {
      reason = Reason.SECOND_PAYLOAD;
    }
    throw new MalformedEnvelopeException(
        reason,
        cursor.fieldStart(),
        "field " + cursor.number(),
        "it was at byte " + before + " before");
  }

  private static int requireSignature(int size, int offset, int length)
      throws MalformedEnvelopeException {
    if (offset < 0) {
      throw new MalformedEnvelopeException(
          Reason.MISSING_SIGNATURE, size, "none", "exactly one is required");
    }
    if (length != SIGNATURE_BYTES) {
      throw new MalformedEnvelopeException(
          Reason.SIGNATURE_SIZE,
          offset,
          length + " bytes",
          SIGNATURE_BYTES + " bytes are required");
    }
    if (offset != size - SIGNATURE_FIELD_BYTES) {
      throw new MalformedEnvelopeException(
          Reason.MISPLACED_SIGNATURE,
          offset,
          size - SIGNATURE_FIELD_BYTES - offset + " bytes behind it",
          "it must be the last field");
    }
    return offset;
  }
}

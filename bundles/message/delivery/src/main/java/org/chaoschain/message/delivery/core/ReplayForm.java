// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.chaoschain.api.bytes.Bytes;

/**
 * The form of the files in which accepted messages are kept: a header, and records of one size. A
 * record is the digest of what was signed (32 bytes), when the message is void in milliseconds
 * since 1970 (8 bytes, big-endian), and the CRC-32C of both (4 bytes). Pure.
 */
public final class ReplayForm {
  /** The size of a header. */
  public static final int HEADER_BYTES = 16;

  /** The size of a record. */
  public static final int RECORD_BYTES = 44;

  /** The size of a digest. */
  public static final int DIGEST_BYTES = 32;

  /** The version of the form. */
  public static final int VERSION = 1;

  private static final byte[] MAGIC = "CHAOSRPL".getBytes(StandardCharsets.US_ASCII);
  private static final int CHECKED_BYTES = DIGEST_BYTES + Long.BYTES;

  private ReplayForm() {}

  /** A header: eight letters, the version (4 bytes), and four bytes of zero. */
  public static byte[] header() {
    return ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putInt(VERSION).array();
  }

  /**
   * Checks a header.
   *
   * @throws IllegalArgumentException saying what is there instead
   */
  public static void checkHeader(byte[] file) {
    if (file.length < HEADER_BYTES || !startsWith(file, MAGIC)) {
      throw new IllegalArgumentException("it does not begin as a file of accepted messages does");
    }
    int version = ByteBuffer.wrap(file).getInt(MAGIC.length);
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "it is of version %d, and this node knows version %d".formatted(version, VERSION));
    }
  }

  private static boolean startsWith(byte[] file, byte[] begin) {
    for (int i = 0; i < begin.length; i++) {
      if (file[i] != begin[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * A record.
   *
   * @throws IllegalArgumentException if the digest is of another size
   */
  public static byte[] record(Bytes digest, long voidAtMillis) {
    if (digest.size() != DIGEST_BYTES) {
      throw new IllegalArgumentException(
          "a digest has %d bytes, not %d".formatted(DIGEST_BYTES, digest.size()));
    }
    ByteBuffer record = ByteBuffer.allocate(RECORD_BYTES);
    record.put(digest.toByteBuffer()).putLong(voidAtMillis);
    return record.putInt(crc(record.array(), 0)).array();
  }

  /** Whether a whole record with the right checksum is at an offset. */
  public static boolean isRecord(byte[] file, int offset) {
    return offset + RECORD_BYTES <= file.length
        && ByteBuffer.wrap(file).getInt(offset + CHECKED_BYTES) == crc(file, offset);
  }

  /** When the message of the record at an offset is void. */
  public static long voidAtMillis(byte[] file, int offset) {
    return ByteBuffer.wrap(file).getLong(offset + DIGEST_BYTES);
  }

  /** The digest of the record at an offset. */
  public static Bytes digest(byte[] file, int offset) {
    return Bytes.copyOf(file, offset, DIGEST_BYTES);
  }

  private static int crc(byte[] file, int offset) {
    CRC32C crc = new CRC32C();
    crc.update(file, offset, CHECKED_BYTES);
    return (int) crc.getValue();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.chaoschain.api.bytes.Bytes;

/**
 * Checks that a jar or zip is laid out in the one plain way, so that whoever reads it from its
 * front and whoever reads it from its directory at the end find the same entries: it begins with
 * the first entry, entry follows entry without a gap, the directory lists them in that order with
 * the same names, and the end record is the end. Nothing is before, between or after. Archives that
 * are encrypted, split, or above 4 GiB are refused.
 *
 * <p>Follows PKWARE's APPNOTE.TXT 6.3.10, section 4.3. Reads headers only; the content of entries
 * is for who unpacks them. Has no state.
 */
public final class ArchiveLayout {
  private static final int LOCAL = 0x04034b50;
  private static final int DIRECTORY = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int DESCRIPTOR = 0x08074b50;
  private static final int LOCAL_BYTES = 30;
  private static final int DIRECTORY_BYTES = 46;
  private static final int END_BYTES = 22;
  private static final int DESCRIPTOR_BYTES = 12;
  private static final int ENCRYPTED = 1;
  private static final int HAS_DESCRIPTOR = 1 << 3;
  private static final int STRONGLY_ENCRYPTED = 1 << 6;
  private static final int UTF8 = 1 << 11;
  private static final long ABSENT = 0xFFFFFFFFL;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  /** Names that readers look up without regard to case. */
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  private final ByteSource file;
  private final long size;

  private ArchiveLayout(ByteSource file) {
    this.file = file;
    this.size = file.size();
  }

  /**
   * Checks an archive.
   *
   * @param maxEntries how many it may have
   * @throws ArchiveLayoutException if it is laid out otherwise, or has more
   * @throws IOException if it cannot be read
   */
  public static void check(ByteSource file, long maxEntries)
      throws IOException, ArchiveLayoutException {
    new ArchiveLayout(file).check(maxEntries);
  }

  private void check(long maxEntries) throws IOException, ArchiveLayoutException {
    require(size >= END_BYTES, 0, "there is no archive: it has %d bytes", size);
    long endAt = size - END_BYTES;
    ByteBuffer end = file.read(endAt, END_BYTES);
    require(
        end.getInt(0) == END && unsigned16(end, 20) == 0,
        endAt,
        "the archive's end record is not the end of the file: something is appended, or it has a comment");
    int entries = unsigned16(end, 10);
    long directoryBytes = unsigned32(end, 12);
    long directoryAt = unsigned32(end, 16);
    boolean split = end.getInt(4) != 0 || unsigned16(end, 8) != entries;
    require(!split, endAt, "the end record is that of a split archive");
    require(
        entries != 0xFFFF && directoryBytes != ABSENT && directoryAt != ABSENT,
        endAt,
        "the archive has the 64-bit form, which is not taken");
    require(
        entries <= maxEntries,
        endAt,
        "the archive has %d entries, and %d are allowed",
        entries,
        maxEntries);
    require(
        directoryAt + directoryBytes == endAt,
        directoryAt,
        "the directory does not reach from where the end record says to the end record: something is put before the archive, or hidden in it");
    long local = 0;
    long at = directoryAt;
    for (int i = 0; i < entries; i++) {
      require(at + DIRECTORY_BYTES <= endAt, at, "the directory is cut off");
      ByteBuffer entry = file.read(at, DIRECTORY_BYTES);
      require(entry.getInt(0) == DIRECTORY, at, "there is no entry of the directory");
      int nameBytes = unsigned16(entry, 28);
      long next = at + DIRECTORY_BYTES + nameBytes + unsigned16(entry, 30) + unsigned16(entry, 32);
      require(next <= endAt, at, "the directory is cut off");
      Bytes name = Bytes.copyOf(file.read(at + DIRECTORY_BYTES, nameBytes));
      checkName(name, at);
      local = checkEntry(entry, at, name, local, directoryAt);
      at = next;
    }
    require(
        at == endAt, at, "the directory has more than the %d entries of the end record", entries);
    require(
        local == directoryAt,
        local,
        "%d bytes stand between the last entry and the directory, which lists nothing there",
        directoryAt - local);
  }

  /** Returns where the next entry has to begin. */
  private long checkEntry(ByteBuffer entry, long at, Bytes name, long expected, long directoryAt)
      throws IOException, ArchiveLayoutException {
    int flags = unsigned16(entry, 8);
    int method = unsigned16(entry, 10);
    long packed = unsigned32(entry, 20);
    long unpacked = unsigned32(entry, 24);
    long localAt = unsigned32(entry, 42);
    require(unsigned16(entry, 34) == 0, at, "an entry is on another part of a split archive");
    require(
        packed != ABSENT && unpacked != ABSENT && localAt != ABSENT,
        at,
        "an entry has the 64-bit form, which is not taken");
    require((flags & (ENCRYPTED | STRONGLY_ENCRYPTED)) == 0, at, "an entry is encrypted");
    require(
        method == STORED || method == DEFLATED,
        at,
        "an entry is packed by method %d; there are stored and deflated",
        method);
    require(method != STORED || packed == unpacked, at, "a stored entry has two sizes");
    require(
        localAt == expected,
        at,
        "the directory says that an entry begins at %d, and the one before it ends at %d: entries overlap, or something is hidden between them",
        localAt,
        expected);
    require(localAt + LOCAL_BYTES + name.size() <= directoryAt, localAt, "an entry is cut off");
    ByteBuffer local = file.read(localAt, LOCAL_BYTES);
    require(local.getInt(0) == LOCAL, localAt, "there is no entry");
    boolean descriptor = (flags & HAS_DESCRIPTOR) != 0;
    boolean same =
        ((unsigned16(local, 6) ^ flags) & ~UTF8) == 0
            && unsigned16(local, 8) == method
            && unsigned16(local, 26) == name.size()
            && Bytes.copyOf(file.read(localAt + LOCAL_BYTES, name.size())).equals(name);
    require(same, localAt, "an entry has another name, packing or flags than the directory says");
    boolean sizes =
        sameNumber(local, 14, entry, 16, descriptor)
            && sameNumber(local, 18, entry, 20, descriptor)
            && sameNumber(local, 22, entry, 24, descriptor);
    require(sizes, localAt, "an entry has another size or checksum than the directory says");
    require(!descriptor || method == DEFLATED, localAt, "a stored entry has its size behind it");
    long end = localAt + LOCAL_BYTES + name.size() + unsigned16(local, 28) + packed;
    require(end <= directoryAt, localAt, "an entry reaches into the directory");
    return descriptor ? checkDescriptor(entry, end, directoryAt) : end;
  }

  /** The sizes that follow an entry, with or without the four bytes that announce them. */
  private long checkDescriptor(ByteBuffer entry, long at, long directoryAt)
      throws IOException, ArchiveLayoutException {
    require(at + DESCRIPTOR_BYTES <= directoryAt, at, "the sizes behind an entry are cut off");
    boolean announced =
        file.read(at, 4).getInt(0) == DESCRIPTOR && at + 4 + DESCRIPTOR_BYTES <= directoryAt;
    long numbersAt = announced ? at + 4 : at;
    ByteBuffer numbers = file.read(numbersAt, DESCRIPTOR_BYTES);
    require(
        numbers.getInt(0) == entry.getInt(16)
            && numbers.getInt(4) == entry.getInt(20)
            && numbers.getInt(8) == entry.getInt(24),
        at,
        "the sizes behind an entry are not those of the directory");
    return numbersAt + DESCRIPTOR_BYTES;
  }

  /** A manifest under a second spelling would be read by one reader and not by another. */
  private static void checkName(Bytes name, long at) throws ArchiveLayoutException {
    String text = new String(name.toArray(), StandardCharsets.UTF_8);
    require(
        Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)).equals(name),
        at,
        "the name of an entry is no UTF-8");
    require(
        text.equals(MANIFEST) || !text.toUpperCase(Locale.ROOT).equals(MANIFEST),
        at,
        "the entry '%s' must be spelled %s",
        StatementText.shown(text),
        MANIFEST);
  }

  private static boolean sameNumber(
      ByteBuffer local, int localAt, ByteBuffer entry, int entryAt, boolean zeroAllowed) {
    int found = local.getInt(localAt);
    return found == entry.getInt(entryAt) || (zeroAllowed && found == 0);
  }

  private static int unsigned16(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
  }

  private static long unsigned32(ByteBuffer bytes, int at) {
    return Integer.toUnsignedLong(bytes.getInt(at));
  }

  private static void require(boolean good, long offset, String message, Object... values)
      throws ArchiveLayoutException {
    if (!good) {
      throw new ArchiveLayoutException(offset, message.formatted(values));
    }
  }
}

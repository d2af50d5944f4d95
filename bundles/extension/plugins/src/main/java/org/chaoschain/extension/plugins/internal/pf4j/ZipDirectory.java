// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.pf4j;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The central directory of a zip, for what the JDK does not tell of it: which entries are symbolic
 * links. APPNOTE.TXT of PKWARE, 4.3.12 and 4.3.16.
 */
public final class ZipDirectory {
  private static final int END = 0x06054b50;
  private static final int END_SIZE = 22;
  private static final int MAX_COMMENT = 0xffff;
  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_SIZE = 46;
  private static final int UNIX = 3;
  private static final int TYPE = 0xf000;
  private static final int LINK = 0xa000;
  private static final long ZIP64 = 0xffff_ffffL;

  private ZipDirectory() {}

  /**
   * The names of the entries that are symbolic links on the systems that have them.
   *
   * @throws IOException if it cannot be read, is of the form for more than 4 GiB or 65,534 entries,
   *     or does not end where a zip ends
   */
  public static List<String> links(Path zip) throws IOException {
    try (FileChannel channel = FileChannel.open(zip, StandardOpenOption.READ)) {
      ByteBuffer end = end(channel);
      long size = Integer.toUnsignedLong(end.getInt(12));
      long from = Integer.toUnsignedLong(end.getInt(16));
      if (from == ZIP64 || size == ZIP64 || end.getShort(10) == (short) 0xffff) {
        throw new IOException("it is in the form zip64, which no plugin needs");
      }
      if (from + size > channel.size() || size > Integer.MAX_VALUE) {
        throw new IOException("its directory is cut off");
      }
      return links(read(channel, from, (int) size));
    }
  }

  private static List<String> links(ByteBuffer directory) throws IOException {
    List<String> links = new ArrayList<>();
    while (directory.remaining() >= ENTRY_SIZE && directory.getInt(directory.position()) == ENTRY) {
      int at = directory.position();
      int name = Short.toUnsignedInt(directory.getShort(at + 28));
      int rest =
          Short.toUnsignedInt(directory.getShort(at + 30))
              + Short.toUnsignedInt(directory.getShort(at + 32));
      if (directory.remaining() < ENTRY_SIZE + name + rest) {
        throw new IOException("its directory is cut off");
      }
      int madeBy = Byte.toUnsignedInt(directory.get(at + 5));
      int mode = directory.getInt(at + 38) >>> 16;
      if (madeBy == UNIX && (mode & TYPE) == LINK) {
        byte[] bytes = new byte[name];
        directory.get(at + ENTRY_SIZE, bytes);
        links.add(new String(bytes, StandardCharsets.UTF_8));
      }
      directory.position(at + ENTRY_SIZE + name + rest);
    }
    return links;
  }

  /** The record at the end, which a comment may follow. */
  private static ByteBuffer end(FileChannel channel) throws IOException {
    int length = (int) Math.min(channel.size(), END_SIZE + MAX_COMMENT);
    ByteBuffer tail = read(channel, channel.size() - length, length);
    for (int at = length - END_SIZE; at >= 0; at--) {
      if (tail.getInt(at) == END
          && at + END_SIZE + Short.toUnsignedInt(tail.getShort(at + 20)) == length) {
        return tail.slice(at, END_SIZE).order(ByteOrder.LITTLE_ENDIAN);
      }
    }
    throw new IOException("it has no directory at its end");
  }

  private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, from + bytes.position()) < 0) {
        throw new IOException("it is cut off");
      }
    }
    return bytes.flip();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.core;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** Archives that two readers could understand in two ways. */
class ArchiveLayoutTest {
  private static final int END = 22;

  private static byte[] zip(boolean stored, String... names) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (String name : names) {
        byte[] content = name.getBytes(StandardCharsets.UTF_8);
        ZipEntry entry = new ZipEntry(name);
        if (stored) {
          CRC32 crc = new CRC32();
          crc.update(content);
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(content.length);
          entry.setCrc(crc.getValue());
        }
        out.putNextEntry(entry);
        out.write(content);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  private static void check(byte[] zip) throws Exception {
    ArchiveLayout.check(
        new ByteSource(
            zip.length,
            (into, position) -> {
              int count = (int) Math.min(into.remaining(), zip.length - position);
              if (count <= 0) {
                return -1;
              }
              into.put(zip, (int) position, count);
              return count;
            }),
        100);
  }

  private static ByteBuffer numbers(byte[] zip) {
    return ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] joined = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, joined, one.length, other.length);
    return joined;
  }

  private static void assertRefused(byte[] zip, String reason) {
    assertThatThrownBy(() -> check(zip))
        .isInstanceOf(ArchiveLayoutException.class)
        .hasMessageContaining(reason);
  }

  /** Puts bytes into a zip and moves the numbers of its end record along. */
  private static byte[] insert(byte[] zip, int at, byte[] what) {
    byte[] longer =
        concat(concat(Arrays.copyOf(zip, at), what), Arrays.copyOfRange(zip, at, zip.length));
    ByteBuffer end = numbers(longer);
    int field = longer.length - END + 16;
    end.putInt(field, end.getInt(field) + what.length);
    return longer;
  }

  @Test
  void plainArchivesPass() {
    assertThatCode(() -> check(zip(false, "META-INF/MANIFEST.MF", "a", "b/")))
        .doesNotThrowAnyException();
    assertThatCode(() -> check(zip(true, "META-INF/MANIFEST.MF", "a"))).doesNotThrowAnyException();
    assertThatCode(() -> check(zip(false))).doesNotThrowAnyException();
  }

  @Test
  void nothingStandsBeforeBetweenOrAfter() {
    byte[] zip = zip(false, "a", "b");
    assertRefused(concat(zip, new byte[] {0}), "is not the end of the file");
    assertRefused(concat(zip, zip), "put before");
    assertRefused(concat(new byte[] {'#', '!', '\n'}, zip), "put before");
    assertRefused(insert(zip, 0, new byte[7]), "there is no entry");
    int directory = numbers(zip).getInt(zip.length - END + 16);
    assertRefused(
        insert(zip, directory, new byte[] {1, 2, 3}), "between the last entry and the directory");
  }

  @Test
  void anEntryThatTheDirectoryDoesNotListIsFound() {
    byte[] two = zip(false, "a", "hidden");
    byte[] one = zip(false, "a");
    int listed = numbers(one).getInt(one.length - END + 16);
    int directory = numbers(two).getInt(two.length - END + 16);
    byte[] hidden = Arrays.copyOfRange(two, listed, directory);
    assertRefused(insert(one, listed, hidden), "which lists nothing there");
  }

  @Test
  void anEntryHasOneNameAndOneSize() {
    byte[] name = zip(true, "aa");
    name[30] = 'b';
    assertRefused(name, "another name");
    byte[] size = zip(true, "aa");
    numbers(size).putInt(18, 3);
    assertRefused(size, "another size");
    byte[] method = zip(true, "aa");
    numbers(method).putShort(8, (short) 8);
    assertRefused(method, "another name, packing");
    byte[] encrypted = zip(true, "aa");
    int directory = numbers(encrypted).getInt(encrypted.length - END + 16);
    numbers(encrypted).putShort(directory + 8, (short) 1);
    assertRefused(encrypted, "encrypted");
  }

  @Test
  void entriesDoNotOverlap() {
    byte[] zip = zip(true, "aa", "bb");
    int directory = numbers(zip).getInt(zip.length - END + 16);
    int second = directory + 46 + 2;
    numbers(zip).putInt(second + 42, 0);
    assertRefused(zip, "entries overlap");
  }

  @Test
  void theManifestHasOneSpelling() {
    assertRefused(zip(false, "META-INF/MANIFEST.MF", "meta-inf/manifest.mf"), "must be spelled");
  }

  @Test
  void the64BitFormAndTooManyEntriesAreRefused() {
    byte[] zip = zip(false, "a");
    numbers(zip).putInt(zip.length - END + 16, -1);
    assertRefused(zip, "64-bit");
    String[] names = new String[101];
    Arrays.setAll(names, i -> "n" + i);
    assertRefused(zip(false, names), "101 entries, and 100 are allowed");
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] zip = zip(false, "META-INF/MANIFEST.MF", "a");
    for (int size = 0; size < zip.length; size++) {
      byte[] cut = Arrays.copyOf(zip, size);
      assertThatThrownBy(() -> check(cut)).isInstanceOf(ArchiveLayoutException.class);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.pf4j;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Which types a class extends and implements, read from its file without loading it. JVMS, chapter
 * 4.
 *
 * @param parents its superclass and its interfaces, as {@code a.b.C}
 */
record ClassFile(List<String> parents) {
  private static final int MAGIC = 0xCAFEBABE;

  /**
   * Reads as far as the interfaces.
   *
   * @throws IOException if that cannot be read as a class
   */
  static ClassFile read(InputStream bytes) throws IOException {
    DataInputStream in = new DataInputStream(bytes);
    if (in.readInt() != MAGIC) {
      throw new IOException("it is no Java class");
    }
    in.readInt(); // version
    int count = in.readUnsignedShort();
    String[] texts = new String[count];
    int[] classes = new int[count];
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> texts[i] = in.readUTF();
        case 7 -> classes[i] = in.readUnsignedShort();
        case 8, 16, 19, 20 -> in.readUnsignedShort();
        case 15 -> {
          in.readUnsignedByte();
          in.readUnsignedShort();
        }
        case 3, 4, 9, 10, 11, 12, 17, 18 -> in.readInt();
        case 5, 6 -> { // a long or a double takes two places
          in.readLong();
          i++;
        }
        default -> throw new IOException("it has a constant of the unknown kind " + tag);
      }
    }
    in.readInt(); // access flags, this class
    List<String> parents = new ArrayList<>();
    int superclass = in.readUnsignedShort();
    if (superclass != 0) {
      parents.add(name(texts, classes, superclass));
    }
    int interfaces = in.readUnsignedShort();
    for (int i = 0; i < interfaces; i++) {
      parents.add(name(texts, classes, in.readUnsignedShort()));
    }
    return new ClassFile(List.copyOf(parents));
  }

  private static String name(String[] texts, int[] classes, int index) throws IOException {
    int at = index < classes.length ? classes[index] : 0;
    if (at == 0 || at >= texts.length || texts[at] == null) {
      throw new IOException("it names a class that is none");
    }
    return texts[at].replace('/', '.');
  }
}

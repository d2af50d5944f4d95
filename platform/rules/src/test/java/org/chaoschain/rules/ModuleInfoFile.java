// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a {@code module-info.class} (JVMS 17, 4.7.25) without a compiler, which a fixture is
 * quicker with.
 */
final class ModuleInfoFile {
  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int MODULE = 19;
  private static final int PACKAGE = 20;
  private static final int MANDATED = 0x8000;

  private final ByteArrayOutputStream pool = new ByteArrayOutputStream();
  private final DataOutputStream poolOut = new DataOutputStream(pool);
  private int entries;

  private ModuleInfoFile() {}

  /**
   * The class file of a module that requires {@code java.base} and exports some packages to all.
   */
  static byte[] of(String name, List<String> exports) throws IOException {
    return new ModuleInfoFile().write(name, exports);
  }

  private byte[] write(String name, List<String> exports) throws IOException {
    int self = named(CLASS, "module-info");
    int module = named(MODULE, name);
    int base = named(MODULE, "java.base");
    int attribute = utf8("Module");
    List<Integer> packages = new ArrayList<>();
    for (String export : exports) {
      packages.add(named(PACKAGE, export.replace('.', '/')));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0xCAFEBABE);
    out.writeInt(61);
    out.writeShort(entries + 1);
    pool.writeTo(out);
    shorts(out, 0x8000, self, 0, 0, 0, 0, 1, attribute);
    out.writeInt(2 * (3 + 1 + 3 + 1 + 3 * packages.size() + 3));
    shorts(out, module, 0, 0, 1, base, MANDATED, 0, packages.size());
    for (int index : packages) {
      shorts(out, index, 0, 0);
    }
    shorts(out, 0, 0, 0); // opens, uses, provides
    return bytes.toByteArray();
  }

  private static void shorts(DataOutputStream out, int... values) throws IOException {
    for (int value : values) {
      out.writeShort(value);
    }
  }

  private int utf8(String text) throws IOException {
    poolOut.writeByte(UTF8);
    poolOut.writeUTF(text);
    return ++entries;
  }

  private int named(int tag, String text) throws IOException {
    int index = utf8(text);
    poolOut.writeByte(tag);
    poolOut.writeShort(index);
    return ++entries;
  }
}

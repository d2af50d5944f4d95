// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.pf4j;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * The class file of a public class with a public constructor without parameters, which extends
 * another and adds nothing. JVMS, chapter 4.
 */
final class MigrationClass {
  private static final int JAVA_17 = 61;
  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int METHOD = 10;
  private static final int NAME_AND_TYPE = 12;
  private static final int PUBLIC_FINAL_SUPER = 0x0031;
  private static final int PUBLIC = 0x0001;

  /** aload_0, invokespecial #8, return. */
  private static final byte[] CALL_SUPER = {0x2a, (byte) 0xb7, 0, 8, (byte) 0xb1};

  private MigrationClass() {}

  /** Names are in the form {@code a/b/C}. */
  static byte[] bytes(String name, String superclass) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0xCAFEBABE);
    out.writeInt(JAVA_17);
    out.writeShort(10); // one more than there are constants
    text(out, name); // 1
    constant(out, CLASS, 1); // 2
    text(out, superclass); // 3
    constant(out, CLASS, 3); // 4
    text(out, "<init>"); // 5
    text(out, "()V"); // 6
    constant(out, NAME_AND_TYPE, 5, 6); // 7
    constant(out, METHOD, 4, 7); // 8
    text(out, "Code"); // 9
    shorts(out, PUBLIC_FINAL_SUPER, 2, 4, 0, 0); // no interfaces, no fields
    shorts(out, 1, PUBLIC, 5, 6, 1, 9); // one method with one attribute
    out.writeInt(12 + CALL_SUPER.length);
    shorts(out, 1, 1); // stack, locals
    out.writeInt(CALL_SUPER.length);
    out.write(CALL_SUPER);
    shorts(out, 0, 0, 0); // no handlers, no attributes of the code, none of the class
    return bytes.toByteArray();
  }

  private static void text(DataOutputStream out, String value) throws IOException {
    out.writeByte(UTF8);
    out.writeUTF(value);
  }

  private static void constant(DataOutputStream out, int tag, int... indexes) throws IOException {
    out.writeByte(tag);
    shorts(out, indexes);
  }

  private static void shorts(DataOutputStream out, int... values) throws IOException {
    for (int value : values) {
      out.writeShort(value);
    }
  }
}

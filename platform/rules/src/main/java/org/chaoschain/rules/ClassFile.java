// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a class file refers to, read from its constant pool (JVMS 17, 4.4): that needs no knowledge
 * of byte code and so works for any version of it.
 *
 * @param name binary name, {@code org.chaoschain.p2p.ping.internal.Pinger$State}
 * @param types binary names of the types it refers to, in code, signatures and annotations
 * @param calls the methods it calls or takes a reference to
 */
record ClassFile(String name, SortedSet<String> types, SortedSet<Call> calls) {
  private static final int MAGIC = 0xCAFEBABE;
  private static final Pattern TYPE = Pattern.compile("L([\\w$]+(?:/[\\w$-]+)*)(?=[;<])");

  ClassFile {
    types = new TreeSet<>(types);
    calls = new TreeSet<>(calls);
  }

  /**
   * A method that a class refers to.
   *
   * @param owner binary name of the type through which it is called
   * @param method its name; {@code <init>} for a constructor
   * @param descriptor parameter and result types
   */
  record Call(String owner, String method, String descriptor) implements Comparable<Call> {
    /** As messages name it: {@code java.lang.Thread.sleep}. */
    @Override
    public String toString() {
      return owner + "." + method;
    }

    @Override
    public int compareTo(Call other) {
      return (this + descriptor).compareTo(other + other.descriptor);
    }
  }

  /** The package of the class. */
  String packageName() {
    return packageOf(name);
  }

  /** The package of a type. */
  static String packageOf(String type) {
    int dot = type.lastIndexOf('.');
    return dot < 0 ? "" : type.substring(0, dot);
  }

  /**
   * Reads a class file.
   *
   * @throws IOException if the bytes are no class file, or one with constants of a kind not known
   *     here
   */
  static ClassFile parse(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    if (in.readInt() != MAGIC) {
      throw new IOException("no class file: it does not start with 0xCAFEBABE");
    }
    in.readInt(); // versions
    Pool pool = Pool.read(in);
    in.readUnsignedShort(); // access flags
    String name = pool.className(in.readUnsignedShort());
    return new ClassFile(name, pool.types(name), pool.calls());
  }

  private static String dotted(String internalName) {
    return internalName.replace('/', '.');
  }

  /** The constant pool; an entry is a string, a number, an array of indices, or null. */
  private static final class Pool {
    private final int[] tags;
    private final Object[] entries;

    private Pool(int count) {
      tags = new int[count];
      entries = new Object[count];
    }

    static Pool read(DataInputStream in) throws IOException {
      int count = in.readUnsignedShort();
      Pool pool = new Pool(count);
      for (int i = 1; i < count; i++) {
        int tag = in.readUnsignedByte();
        pool.tags[i] = tag;
        pool.entries[i] = entry(tag, in);
        if (tag == 5 || tag == 6) {
          i++; // long and double take two places
        }
      }
      return pool;
    }

    private static Object entry(int tag, DataInputStream in) throws IOException {
      return switch (tag) {
        case 1 -> in.readUTF();
        case 3, 4 -> in.readInt();
        case 5, 6 -> in.readLong();
        case 7, 8, 16, 19, 20 -> new int[] {in.readUnsignedShort()};
        case 9, 10, 11, 12, 17, 18 -> new int[] {in.readUnsignedShort(), in.readUnsignedShort()};
        case 15 -> new int[] {in.readUnsignedByte(), in.readUnsignedShort()};
        default -> throw new IOException("constant of unknown kind " + tag);
      };
    }

    private String text(int index) {
      return (String) entries[index];
    }

    private int[] indices(int index) {
      return (int[]) entries[index];
    }

    String className(int index) {
      return dotted(text(indices(index)[0]));
    }

    SortedSet<String> types(String self) {
      SortedSet<String> found = new TreeSet<>();
      boolean[] literal = new boolean[tags.length];
      for (int i = 1; i < tags.length; i++) {
        if (tags[i] == 8) {
          literal[indices(i)[0]] = true;
        }
      }
      for (int i = 1; i < tags.length; i++) {
        if (tags[i] == 7) {
          String type = text(indices(i)[0]);
          if (type.startsWith("[")) {
            addDescribed(type, found);
          } else {
            found.add(dotted(type));
          }
        } else if (tags[i] == 1 && !literal[i]) {
          addDescribed(text(i), found);
        }
      }
      found.remove(self);
      return found;
    }

    private static void addDescribed(String text, Set<String> found) {
      if (!text.isEmpty() && "[L(<".indexOf(text.charAt(0)) >= 0) {
        Matcher matcher = TYPE.matcher(text);
        while (matcher.find()) {
          found.add(dotted(matcher.group(1)));
        }
      }
    }

    SortedSet<Call> calls() {
      SortedSet<Call> found = new TreeSet<>();
      for (int i = 1; i < tags.length; i++) {
        if (tags[i] == 10 || tags[i] == 11) {
          int[] nameAndType = indices(indices(i)[1]);
          found.add(new Call(className(indices(i)[0]), text(nameAndType[0]), text(nameAndType[1])));
        }
      }
      return found;
    }
  }
}

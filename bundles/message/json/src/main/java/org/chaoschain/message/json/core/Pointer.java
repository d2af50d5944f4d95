// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

/** A place in a JSON text: RFC 6901. */
record Pointer(String text) {
  static final Pointer ROOT = new Pointer("");
  private static final int LONGEST_NAME = 64;

  Pointer child(String name) {
    String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...";
    return new Pointer(text + '/' + printable(shown).replace("~", "~0").replace("/", "~1"));
  }

  Pointer child(int index) {
    return new Pointer(text + '/' + index);
  }

  boolean isRoot() {
    return text.isEmpty();
  }

  /** Control characters and halves of surrogate pairs replaced: it goes into logs. */
  private static String printable(String name) {
    StringBuilder printable = new StringBuilder(name.length());
    name.codePoints()
        .map(c -> Character.isISOControl(c) || (c >= 0xd800 && c <= 0xdfff) ? '?' : c)
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }
}

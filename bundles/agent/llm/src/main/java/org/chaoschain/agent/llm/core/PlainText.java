// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import java.nio.charset.StandardCharsets;

/**
 * Text in which nothing is hidden: what a reader does not see, or sees in another order than it is
 * written, becomes {@code U+FFFD}. That is control and format characters (bidirectional controls,
 * zero-width characters and tags among them), lone surrogates, private and unassigned characters,
 * and letters without a form. Spaces of all widths become one space. The selectors of the text and
 * the emoji form are left out, and so are combining marks beyond {@value #MAX_MARKS} in a row.
 * Pure.
 */
public final class PlainText {
  /** Most combining marks in a row. */
  public static final int MAX_MARKS = 4;

  private static final int REPLACEMENT = 0xfffd;
  private static final String CUT = "…";
  private static final int CUT_BYTES = CUT.getBytes(StandardCharsets.UTF_8).length;

  private PlainText() {}

  /**
   * One line. Line ends become a space.
   *
   * @param maxBytes of UTF-8; what is longer ends with an ellipsis, within the bound
   */
  public static String line(String text, int maxBytes) {
    return clean(text, maxBytes, false);
  }

  /**
   * Several lines. Line ends are line feeds.
   *
   * @param maxBytes of UTF-8; what is longer ends with an ellipsis, within the bound
   */
  public static String lines(String text, int maxBytes) {
    return clean(text, maxBytes, true);
  }

  private static String clean(String text, int maxBytes, boolean lines) {
    StringBuilder clean = new StringBuilder(Math.min(text.length(), maxBytes));
    int bytes = 0;
    int fits = 0; // so many characters leave room for the ellipsis
    int marks = 0;
    int last = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c == '\r' && i < text.length() && text.charAt(i) == '\n') {
        continue;
      }
      int shown = shown(c, lines);
      marks = isMark(shown) ? marks + 1 : 0;
      boolean again = shown == REPLACEMENT && last == REPLACEMENT;
      if (shown < 0 || again || marks > MAX_MARKS) {
        continue;
      }
      bytes += utf8Length(shown);
      if (bytes > maxBytes) {
        clean.setLength(fits);
        return maxBytes < CUT_BYTES ? clean.toString() : clean.append(CUT).toString();
      }
      clean.appendCodePoint(shown);
      last = shown;
      if (bytes <= maxBytes - CUT_BYTES) {
        fits = clean.length();
      }
    }
    return clean.toString();
  }

  /** What stands for a character; below zero for nothing. */
  private static int shown(int c, boolean lines) {
    if (c == '\n' || c == '\r') {
      return lines ? '\n' : ' ';
    }
    if (c == '\t' || Character.getType(c) == Character.SPACE_SEPARATOR) {
      return ' ';
    }
    if (c == 0xfe0e || c == 0xfe0f) {
      return -1;
    }
    return isHidden(c) ? REPLACEMENT : c;
  }

  private static boolean isHidden(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> isWithoutForm(c);
    };
  }

  /** Letters and marks that are assigned, and that nobody sees. */
  private static boolean isWithoutForm(int c) {
    return c == 0x034f // combining grapheme joiner
        || c == 0x115f // Hangul fillers
        || c == 0x1160
        || c == 0x3164
        || c == 0xffa0
        || c == 0x17b4 // Khmer inherent vowels
        || c == 0x17b5
        || c == 0x2800 // blank Braille pattern
        || (c >= 0x180b && c <= 0x180f) // Mongolian variation selectors
        || (c >= 0xfe00 && c <= 0xfe0f) // variation selectors
        || (c >= 0xe0100 && c <= 0xe01ef);
  }

  private static boolean isMark(int c) {
    return switch (c < 0 ? Character.OTHER_LETTER : Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
          true;
      default -> false;
    };
  }

  private static int utf8Length(int c) {
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.core;

import java.util.function.Function;
import org.chaoschain.api.bytes.Bytes;

/**
 * Reads text line by line: UTF-8, each line ended by a line feed, no other control character. For
 * one thread.
 */
final class Lines {
  private final String text;
  private int position;
  private int line;

  Lines(Bytes bytes) throws SignatureFormatException {
    text =
        StatementText.text(bytes)
            .orElseThrow(() -> new SignatureFormatException(1, "the file is no UTF-8 text"));
    if (!text.endsWith("\n")) {
      throw new SignatureFormatException(
          1 + (int) text.chars().filter(c -> c == '\n').count(),
          "the last line does not end with a line feed; the file is cut off");
    }
  }

  boolean atEnd() {
    return position == text.length();
  }

  String next() throws SignatureFormatException {
    line++;
    if (atEnd()) {
      throw new SignatureFormatException(line, "the file ends here; it is cut off");
    }
    int end = text.indexOf('\n', position);
    String found = text.substring(position, end);
    position = end + 1;
    return found;
  }

  /** The line must be exactly that. */
  void expect(String wanted) throws SignatureFormatException {
    String found = next();
    if (!found.equals(wanted)) {
      throw wrong("expected '%s', found '%s'".formatted(wanted, StatementText.shown(found)));
    }
  }

  /** The rest of a line that begins with a word and a space. */
  <T> T value(String word, Function<String, T> read) throws SignatureFormatException {
    String found = next();
    if (!found.startsWith(word + " ")) {
      throw wrong("expected '%s …', found '%s'".formatted(word, StatementText.shown(found)));
    }
    return read(found.substring(word.length() + 1), read);
  }

  /** What a text stands for. */
  <T> T read(String value, Function<String, T> read) throws SignatureFormatException {
    try {
      return read.apply(value);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  SignatureFormatException wrong(String reason) {
    return new SignatureFormatException(line, reason);
  }
}

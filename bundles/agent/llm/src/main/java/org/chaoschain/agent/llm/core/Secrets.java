// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/**
 * Finds secrets in what a model wrote: as they are, {@value #WINDOW} letters and digits of them in
 * a row, with other characters between, in other case or width, backwards, and in hexadecimal or
 * base64. Who encodes them in another way is not found. Never shows them. Immutable.
 */
public final class Secrets {
  /** So many letters and digits of a secret in a row are a find. */
  public static final int WINDOW = 12;

  /** What has fewer letters and digits is not looked for: it would be found everywhere. */
  public static final int SHORTEST = 8;

  private final Set<String> pieces = new HashSet<>();
  private final Set<Integer> lengths = new HashSet<>();

  /** Looks for these. */
  public Secrets(Collection<String> secrets) {
    secrets.forEach(this::add);
  }

  private void add(String secret) {
    String squashed = squashed(secret);
    if (squashed.length() < SHORTEST) {
      return;
    }
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    addPieces(squashed);
    addPieces(new StringBuilder(squashed).reverse().toString());
    addPieces(HexFormat.of().formatHex(bytes));
    for (int shift = 0; shift < 3; shift++) {
      byte[] shifted = new byte[shift + bytes.length];
      System.arraycopy(bytes, 0, shifted, shift, bytes.length);
      String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      // the characters at the ends depend on what stands beside the secret
      int from = shift == 0 ? 0 : shift + 1;
      int to = encoded.length() - (shifted.length % 3 == 0 ? 0 : 1);
      addPieces(squashed(encoded.substring(from, to)));
    }
  }

  private void addPieces(String form) {
    int length = Math.min(WINDOW, form.length());
    if (length >= SHORTEST) {
      lengths.add(length);
      for (int i = 0; i + length <= form.length(); i++) {
        pieces.add(form.substring(i, i + length));
      }
    }
  }

  /** Whether a secret, or a piece of one, is in the text. */
  public boolean in(String text) {
    String squashed = squashed(text);
    for (int length : lengths) {
      for (int i = 0; i + length <= squashed.length(); i++) {
        if (pieces.contains(squashed.substring(i, i + length))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Letters and digits alone, in one case and width. */
  private static String squashed(String text) {
    StringBuilder squashed = new StringBuilder(text.length());
    Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .forEach(squashed::appendCodePoint);
    return squashed.toString();
  }

  /** Says nothing of them. */
  @Override
  public String toString() {
    return "secrets";
  }
}

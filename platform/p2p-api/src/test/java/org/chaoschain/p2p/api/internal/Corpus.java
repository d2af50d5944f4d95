// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.chaoschain.api.bytes.Bytes;

/**
 * Broken variants of good bytes, always the same ones: cut off, too long, changed, out of order,
 * huge numbers.
 */
public final class Corpus {
  /** The largest number of 64 bits, 2^63 - 1, and a number that never ends, as varints. */
  private static final List<Bytes> HUGE =
      List.of(
          Bytes.fromHex("ffffffffffffffffff01"),
          Bytes.fromHex("ffffffffffffffff7f"),
          Bytes.fromHex("ffffffffffffffffffffffffffffff"));

  private Corpus() {}

  /** Every variant of every seed, but for the seeds themselves. */
  public static Set<Bytes> of(List<Bytes> seeds) {
    Set<Bytes> corpus = new LinkedHashSet<>();
    for (Bytes seed : seeds) {
      for (int i = 0; i < seed.size(); i++) {
        Bytes head = seed.slice(0, i);
        Bytes tail = seed.slice(i, seed.size());
        Bytes after = seed.slice(i + 1, seed.size());
        corpus.add(head);
        corpus.add(tail.concat(head));
        corpus.add(head.concat(after));
        corpus.add(head.concat(tail).concat(tail));
        for (int change : new int[] {0x01, 0x80, 0xff}) {
          corpus.add(head.concat(Bytes.copyOf((byte) (seed.get(i) ^ change))).concat(after));
        }
        for (Bytes huge : HUGE) {
          corpus.add(head.concat(huge).concat(after));
        }
      }
      corpus.add(seed.concat(Bytes.copyOf((byte) 0)));
      corpus.add(seed.concat(Bytes.wrap(new byte[100_000])));
    }
    corpus.removeAll(Set.copyOf(seeds));
    return corpus;
  }

  /** The lines of a resource beside a class, cut at the spaces, without the comments. */
  public static List<String[]> table(Class<?> owner, String resource) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(owner.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" "))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

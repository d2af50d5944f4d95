// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.random.EntropySource;

/**
 * What the tests of this package share: vectors, broken variants of good bytes, entropy from a
 * seed.
 */
final class Corpus {
  /** 2^64 - 1, 2^63 - 1, and a number that never ends, as varints; a DER length of 2^32 - 1. */
  private static final List<Bytes> HUGE =
      List.of(
          Bytes.fromHex("ffffffffffffffffff01"),
          Bytes.fromHex("ffffffffffffffff7f"),
          Bytes.fromHex("ffffffffffffffffffffffffffffff"),
          Bytes.fromHex("84ffffffff"));

  private Corpus() {}

  /**
   * Variants that are cut off, too long, changed, out of order or have huge numbers; never a seed
   * itself.
   */
  static Set<Bytes> of(List<Bytes> seeds) {
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

  /** The lines of a resource of this package, cut at the spaces, by their first word. */
  static Map<String, List<Bytes>> table(String resource) {
    Map<String, List<Bytes>> table = new LinkedHashMap<>();
    for (String line : text(resource).split("\n")) {
      if (!line.startsWith("#")) {
        List<String> words = List.of(line.split(" "));
        table.put(words.get(0), words.stream().skip(1).map(Bytes::fromHex).toList());
      }
    }
    return table;
  }

  static String text(String resource) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Corpus.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      return String.join("\n", reader.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static EntropySource entropy(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return random::nextBytes;
  }

  static Bytes utf8(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}

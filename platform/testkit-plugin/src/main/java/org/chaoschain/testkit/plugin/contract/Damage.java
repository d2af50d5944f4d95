// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.testkit.sim.Simulation;

/** Bytes as strangers may send them: cut, changed, extended, or of no form at all. */
final class Damage {
  private static final int LONGEST = 8_192;

  private final long seed =
      Long.getLong(Simulation.SEED_PROPERTY, new SplittableRandom().nextLong());
  private final SplittableRandom random = new SplittableRandom(seed);

  /** What repeats it. */
  String hint() {
    return "[repeat with -D%s=%d]".formatted(Simulation.SEED_PROPERTY, seed);
  }

  /** So many variants of some bytes, the empty ones and the longest included. */
  List<Bytes> of(Bytes good, int number) {
    List<Bytes> variants = new ArrayList<>();
    variants.add(Bytes.EMPTY);
    variants.add(Bytes.wrap(random(LONGEST)));
    while (variants.size() < number) {
      byte[] bytes = good.toArray();
      variants.add(
          switch (random.nextInt(4)) {
            case 0 -> Bytes.copyOf(bytes, 0, bytes.length == 0 ? 0 : random.nextInt(bytes.length));
            case 1 -> good.concat(Bytes.wrap(random(1 + random.nextInt(64))));
            case 2 -> Bytes.wrap(random(random.nextInt(512)));
            default -> Bytes.wrap(changed(bytes));
          });
    }
    return variants;
  }

  /** A copy in which one to four bits are others. */
  byte[] changed(byte[] bytes) {
    byte[] copy = bytes.clone();
    for (int i = 0; copy.length > 0 && i <= random.nextInt(4); i++) {
      copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return copy;
  }

  private byte[] random(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.sim;

import java.util.SplittableRandom;
import org.chaoschain.api.random.EntropySource;

/** Entropy from a seed. Never for real keys. */
final class SeededEntropy implements EntropySource {
  private final SplittableRandom random;

  SeededEntropy(SplittableRandom random) {
    this.random = random;
  }

  @Override
  public synchronized void fill(byte[] target) {
    random.nextBytes(target);
  }
}

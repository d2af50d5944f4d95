// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Randomness that is there and does not repeat itself. */
class RandomnessTest {
  @Test
  void secureBytesDoNotRepeat() {
    SecureEntropy entropy = new SecureEntropy();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      assertThat(seen.add(HexFormat.of().formatHex(entropy.bytes(16)))).isTrue();
    }
    assertThat(entropy.bytes(0)).isEmpty();
  }

  @Test
  void jitterStaysInItsRange() {
    ThreadRandom random = new ThreadRandom();
    for (int i = 0; i < 1000; i++) {
      assertThat(random.nextInt(10, 20)).isBetween(10, 19);
    }
  }
}

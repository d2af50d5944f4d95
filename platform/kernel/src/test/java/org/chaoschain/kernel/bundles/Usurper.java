// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.bundles;

import java.util.Arrays;
import org.chaoschain.api.random.EntropySource;

/** Randomness that is none, as a malicious plugin would offer it. */
public final class Usurper implements EntropySource {
  public Usurper() {}

  @Override
  public void fill(byte[] target) {
    Arrays.fill(target, (byte) 7);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.random;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Cryptographically secure randomness for keys, nonces and tokens. Jitter and sampling use the
 * service {@link java.util.random.RandomGenerator} instead, which a simulation seeds. Safe for use
 * by many threads.
 */
@ProviderType
public interface EntropySource {
  /** Fills the array with random bytes. */
  void fill(byte[] target);

  /**
   * A new array of random bytes.
   *
   * @param size 0 or more
   */
  default byte[] bytes(int size) {
    byte[] random = new byte[size];
    fill(random);
    return random;
  }
}

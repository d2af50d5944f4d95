// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

import java.security.SecureRandom;
import org.chaoschain.api.random.EntropySource;

/**
 * Randomness from the JDK's default {@link SecureRandom}, which seeds itself. Safe for use by many
 * threads.
 */
public final class SecureEntropy implements EntropySource {
  private final SecureRandom random = new SecureRandom();

  /** A source of its own, seeded by the operating system. */
  public SecureEntropy() {}

  @Override
  public void fill(byte[] target) {
    random.nextBytes(target);
  }
}

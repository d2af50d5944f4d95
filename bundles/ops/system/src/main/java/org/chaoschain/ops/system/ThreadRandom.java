// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Randomness for jitter and sampling, never for secrets. Each call is served by the calling
 * thread's own generator, so that threads do not contend.
 */
public final class ThreadRandom implements RandomGenerator {
  /** A generator that any thread may use. */
  public ThreadRandom() {}

  @Override
  public long nextLong() {
    return ThreadLocalRandom.current().nextLong();
  }
}

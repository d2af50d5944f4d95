// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system.internal;

import java.util.random.RandomGenerator;
import org.chaoschain.ops.system.ThreadRandom;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Randomness for jitter and sampling as a service. */
@Component
public final class RandomComponent implements RandomGenerator {
  private final RandomGenerator random = new ThreadRandom();

  /** Made by the component runtime. */
  @Activate
  public RandomComponent() {}

  @Override
  public long nextLong() {
    return random.nextLong();
  }
}

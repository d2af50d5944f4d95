// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

import java.time.Instant;
import org.chaoschain.api.time.Clock;

/** The clock of the machine. Safe for use by many threads. */
public final class SystemClock implements Clock {
  /** A clock that reads the machine's time. */
  public SystemClock() {}

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }
}

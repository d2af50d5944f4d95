// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system.internal;

import java.time.Instant;
import org.chaoschain.api.time.Clock;
import org.chaoschain.ops.system.SystemClock;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The machine's clock as a service. */
@Component
public final class ClockComponent implements Clock {
  private final Clock clock = new SystemClock();

  /** Made by the component runtime. */
  @Activate
  public ClockComponent() {}

  @Override
  public Instant now() {
    return clock.now();
  }

  @Override
  public long nanoTime() {
    return clock.nanoTime();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system.internal;

import java.time.Duration;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.ops.system.RefusalLog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Tells the log now and then what the limits refused. An interval of zero switches it off. */
@Component(
    configurationPid = SystemConfiguration.PID,
    immediate = true,
    service = RefusalLogComponent.class)
public final class RefusalLogComponent {
  private final Cancellable timer;

  /** Made by the component runtime. */
  @Activate
  public RefusalLogComponent(
      SystemConfiguration configuration,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics) {
    Duration interval = TimeSpan.parse(configuration.refusal_log_interval());
    timer =
        interval.isZero()
            ? () -> false
            : scheduler.scheduleWithFixedDelay(interval, interval, new RefusalLog(metrics));
  }

  @Deactivate
  void deactivate() {
    timer.cancel();
  }
}

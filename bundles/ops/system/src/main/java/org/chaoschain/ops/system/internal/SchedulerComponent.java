// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system.internal;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.ops.system.SchedulerLimits;
import org.chaoschain.ops.system.ThreadScheduler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Timer and workers as a service; its threads end with it. */
@Component(configurationPid = SystemConfiguration.PID)
@Designate(ocd = SystemConfiguration.class)
public final class SchedulerComponent implements Scheduler {
  private final ThreadScheduler scheduler;

  /** Made by the component runtime. */
  @Activate
  public SchedulerComponent(SystemConfiguration configuration, @Reference Metrics metrics) {
    scheduler =
        new ThreadScheduler(
            new SchedulerLimits(
                configuration.worker_threads(),
                configuration.worker_max_tasks(),
                configuration.serial_max_tasks(),
                configuration.max_timers()),
            metrics);
  }

  @Deactivate
  void deactivate() {
    scheduler.close();
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    return scheduler.schedule(delay, task);
  }

  @Override
  public Cancellable scheduleWithFixedDelay(Duration initialDelay, Duration delay, Runnable task) {
    return scheduler.scheduleWithFixedDelay(initialDelay, delay, task);
  }

  @Override
  public SerialExecutor serial(String name) {
    return scheduler.serial(name);
  }

  @Override
  public Executor workers() {
    return scheduler.workers();
  }
}

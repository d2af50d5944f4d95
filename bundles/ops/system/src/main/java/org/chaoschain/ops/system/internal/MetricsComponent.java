// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system.internal;

import java.util.List;
import java.util.function.DoubleSupplier;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.metrics.Sample;
import org.chaoschain.api.metrics.Timer;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.ops.system.CountingMetrics;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Meters as a service. */
@Component(configurationPid = SystemConfiguration.PID)
public final class MetricsComponent implements Metrics {
  private final CountingMetrics metrics;

  /** Made by the component runtime. */
  @Activate
  public MetricsComponent(SystemConfiguration configuration) {
    metrics = new CountingMetrics(configuration.max_meters());
  }

  @Override
  public Counter counter(String name, String... tags) {
    return metrics.counter(name, tags);
  }

  @Override
  public Timer timer(String name, String... tags) {
    return metrics.timer(name, tags);
  }

  @Override
  public Cancellable gauge(String name, DoubleSupplier value, String... tags) {
    return metrics.gauge(name, value, tags);
  }

  @Override
  public List<Sample> samples() {
    return metrics.samples();
  }
}

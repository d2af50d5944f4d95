// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.control.internal;

import java.util.Map;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.metrics.Sample;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The control command {@code metrics}. */
@Component(service = ControlCommand.class)
public final class MetricsCommand implements ControlCommand {
  private final Metrics metrics;

  /** Made by Declarative Services. */
  @Activate
  public MetricsCommand(@Reference Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public String name() {
    return "metrics";
  }

  @Override
  public String summary() {
    return "Lists counters, gauges and timers (argument: prefix)";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    String prefix = request.text("prefix").orElse("");
    for (Sample sample : metrics.samples()) {
      if (sample.name().startsWith(prefix)) {
        reply.item(
            Map.of(
                "name",
                sample.name(),
                "tags",
                sample.tags(),
                "kind",
                sample.kind().name().toLowerCase(java.util.Locale.ROOT),
                "value",
                sample.value()));
      }
    }
  }
}

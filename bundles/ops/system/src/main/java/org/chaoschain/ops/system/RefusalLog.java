// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

import java.util.HashMap;
import java.util.Map;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.metrics.Sample;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the log what limits refused since the last time, as warnings that name the key, and all
 * meters at level debug. To be run now and then by one thread at a time.
 */
public final class RefusalLog implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(RefusalLog.class);

  private final Metrics metrics;
  private final Map<String, Double> seen = new HashMap<>();

  /** Reads these meters. */
  public RefusalLog(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void run() {
    for (Sample sample : metrics.samples()) {
      log.debug("{} {} = {}", sample.name(), sample.tags(), sample.value());
      if (sample.name().equals("limit.refused")) {
        String key = sample.tags().get("key");
        Double before = seen.put(key, sample.value());
        long refused = (long) (sample.value() - (before == null ? 0 : before));
        if (refused > 0) {
          log.warn(
              "a limit refused {} times since the last report; the key {} changes it",
              refused,
              key);
        }
      }
    }
  }
}

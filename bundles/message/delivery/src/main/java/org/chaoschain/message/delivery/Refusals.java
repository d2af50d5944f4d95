// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what is not taken, by reason. Safe for use by many threads. */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final Map<Refusal, Counter> counters = new EnumMap<>(Refusal.class);

  Refusals(Metrics metrics) {
    for (Refusal refusal : Refusal.values()) {
      counters.put(
          refusal,
          metrics.counter(
              "message.delivery.refused", "reason", refusal.name().toLowerCase(Locale.ROOT)));
    }
  }

  void count(Origin origin, Refused refused) {
    counters.get(refused.refusal()).increment();
    if (LOG.isDebugEnabled()) {
      LOG.debug("refused a message from {}: {}", origin.text(), refused.reason());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.internal;

import java.util.List;
import java.util.function.Supplier;
import org.chaoschain.message.delivery.core.Rates;
import org.chaoschain.message.flow.core.Allowance;
import org.chaoschain.message.flow.core.Rate;
import org.chaoschain.message.flow.core.RateSettings;

/** The rates of the configuration; what cannot be read is refused with its key. */
final class RateKeys {
  private RateKeys() {}

  /**
   * How fast peers forward and agents speak.
   *
   * @throws IllegalArgumentException naming the key, the value and the form that is understood
   */
  static RateSettings read(DeliveryConfiguration c) {
    Allowance peer = read(Rates.KEY + ".peer", () -> Allowance.parse(c.rate_peer()));
    Allowance agent = read(Rates.KEY + ".agent", () -> Allowance.parse(c.rate_agent()));
    RateSettings plain =
        new RateSettings(
            peer, agent, RateSettings.DEFAULT.types(), c.rate_max_peers(), c.rate_max_agents());
    return read(Rates.KEY + ".types", () -> plain.withTypes(List.of(c.rate_types())));
  }

  /** How many losses of a sender are recorded; throws likewise. */
  static Rate lossRecords(DeliveryConfiguration c) {
    return read("message.delivery.loss.records", () -> Rate.parse(c.loss_records()));
  }

  private static <T> T read(String key, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
  }
}

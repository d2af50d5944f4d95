// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.metrics;

import java.util.List;
import java.util.function.DoubleSupplier;
import org.chaoschain.api.time.Cancellable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where bundles count and measure. Names are lower case with dots ({@code yamux.frames.received});
 * tags are name, value, name, value. The same name and tags give the same meter. Safe for use by
 * many threads.
 *
 * <p>The number of meters is bounded: beyond the limit {@code ops.system.max.meters} a new meter
 * counts for its holder but is not in {@link #samples}, and {@code metrics.meters.refused} grows.
 */
@ProviderType
public interface Metrics {
  /**
   * The counter of that name.
   *
   * @param tags an even number of strings
   */
  Counter counter(String name, String... tags);

  /**
   * The timer of that name.
   *
   * @param tags an even number of strings
   */
  Timer timer(String name, String... tags);

  /**
   * Registers a value that is read when somebody asks. A second gauge of the same name and tags
   * replaces the first.
   *
   * @param value must be quick and must not block
   * @param tags an even number of strings
   * @return takes the gauge away
   */
  Cancellable gauge(String name, DoubleSupplier value, String... tags);

  /**
   * The limit with this configuration key. Its refusals are counted as {@code limit.refused} with
   * the tag {@code key}.
   *
   * @param key the configuration key that sets the limit, such as {@code
   *     transport.yamux.max.streams}
   * @param value the limit in force
   * @param unit what is limited, such as {@code streams} or {@code bytes}
   */
  default Limit limit(String key, long value, String unit) {
    return new Limit(key, value, unit, counter("limit.refused", "key", key));
  }

  /** All meters now, ordered by name and tags. */
  List<Sample> samples();
}

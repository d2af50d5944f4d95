// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.metrics;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/** Collects durations. Safe for use by many threads. */
@ProviderType
public interface Timer {
  /** Adds one duration, zero or more. */
  void record(Duration duration);

  /** How many were recorded. */
  long count();

  /** The sum of all that were recorded. */
  Duration total();

  /** The longest that was recorded, zero if none was. */
  Duration max();
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.metrics;

import org.osgi.annotation.versioning.ProviderType;

/** A number that only grows. Safe for use by many threads. */
@ProviderType
public interface Counter {
  /** Adds one. */
  default void increment() {
    add(1);
  }

  /**
   * Adds an amount.
   *
   * @param amount 0 or more
   */
  void add(long amount);

  /** The sum so far. */
  long value();
}

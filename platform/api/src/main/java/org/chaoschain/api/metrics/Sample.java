// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.metrics;

import java.util.SortedMap;

/**
 * One meter's value at one moment. A timer gives three: {@code name.count}, {@code
 * name.total.seconds} and {@code name.max.seconds}.
 *
 * @param name lower case with dots
 * @param tags the tags by name
 * @param kind what the value means
 * @param value the value
 */
public record Sample(String name, SortedMap<String, String> tags, Kind kind, double value) {
  /** What a value means. */
  public enum Kind {
    /** A sum that only grows. */
    COUNTER,
    /** A value that goes up and down. */
    GAUGE
  }

  /** Keeps an immutable copy of the tags. */
  public Sample {
    tags = java.util.Collections.unmodifiableSortedMap(new java.util.TreeMap<>(tags));
  }
}

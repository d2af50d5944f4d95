// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.feature;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A configuration of a feature.
 *
 * @param feature the feature file
 * @param pid the PID, or for a factory configuration {@code factory~name}
 * @param factoryPid the factory's PID, if it is a factory configuration
 * @param values by attribute
 */
public record FeatureConfiguration(
    Path feature, String pid, Optional<String> factoryPid, Map<String, Object> values) {
  /** Keeps an immutable copy of the values. */
  public FeatureConfiguration {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }
}

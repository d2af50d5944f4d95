// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import java.util.List;
import java.util.Map;

/** How a benchmark went that shows whether a promise is kept. */
public interface BenchResult {
  /** Whether all that was promised is kept; the exit code says so. */
  boolean good();

  /** The object of {@code --json}. */
  Map<String, Object> toJson();

  /** For people. */
  List<String> lines();
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a benchmark of hot swaps is started with.
 *
 * @param home the installation
 * @param kind what is swapped, one of {@link #kinds}
 * @param rate messages a second
 * @param swaps how often the plugin is updated
 * @param warmUp how long the load runs before anything is measured
 * @param holdEvery one of so many messages is held by its handler; 0 for none
 * @param hold how long
 * @param interval from the end of one update to the next
 * @param deadline for all of it
 * @param keep whether the nodes' data directories are kept
 */
public record BenchOptions(
    Path home,
    String kind,
    int rate,
    int swaps,
    Duration warmUp,
    int holdEvery,
    Duration hold,
    Duration interval,
    Duration deadline,
    boolean keep) {
  /** The kinds there are. */
  public static List<String> kinds() {
    return Subject.ALL.stream().map(Subject::kind).toList();
  }
}

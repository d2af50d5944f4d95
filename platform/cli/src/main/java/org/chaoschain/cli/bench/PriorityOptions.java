// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a benchmark of priorities is started with.
 *
 * @param home the installation
 * @param capacity how many bytes of messages the node verifies in a second
 * @param time how long each load lasts
 * @param rounds how often honest peers are measured alone and beside a flood, in turns
 * @param warmUp how long a load runs before anything is measured
 * @param seed of all that is random
 * @param deadline for all of it
 * @param keep whether the node's data directory is kept
 */
public record PriorityOptions(
    Path home,
    int capacity,
    Duration time,
    int rounds,
    Duration warmUp,
    long seed,
    Duration deadline,
    boolean keep) {}

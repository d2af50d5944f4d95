// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a benchmark of delivery under faults is started with.
 *
 * @param home the installation
 * @param messages how many are sent
 * @param rate messages a second
 * @param loss frames that are lost, in percent
 * @param life of a message
 * @param seed of the faults
 * @param deadline for all of it
 * @param keep whether the nodes' data directories are kept
 */
public record FaultOptions(
    Path home,
    int messages,
    int rate,
    int loss,
    Duration life,
    long seed,
    Duration deadline,
    boolean keep) {}

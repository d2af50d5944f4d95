// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.demo;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What the demo is started with.
 *
 * @param home the installation
 * @param conversation the conversation file
 * @param plugin the jar of the ascii-meme plugin
 * @param nodes processes, 2 to 16
 * @param pace from one line of the conversation to the next
 * @param deadline for all of it
 * @param keep whether the data directories are kept
 */
public record DemoOptions(
    Path home,
    Path conversation,
    Path plugin,
    int nodes,
    Duration pace,
    Duration deadline,
    boolean keep) {}

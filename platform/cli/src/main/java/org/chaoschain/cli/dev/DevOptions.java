// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.dev;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the development loop is to do.
 *
 * @param home the installation
 * @param watched folders whose jars are plugins, or single jars
 * @param data the node's data directory; empty for one that is made and deleted again
 * @param arguments more of them for {@code chaos run}
 * @param suspended whether the node waits for a debugger first
 */
public record DevOptions(
    Path home, List<Path> watched, Optional<Path> data, List<String> arguments, boolean suspended) {
  /** Keeps immutable copies of the lists. */
  public DevOptions {
    watched = List.copyOf(watched);
    arguments = List.copyOf(arguments);
  }
}

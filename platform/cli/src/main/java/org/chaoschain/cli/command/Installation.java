// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;

/**
 * Where the node is installed: the folder with {@code bin/ lib/ features/ etc/}. {@code bin/chaos}
 * says it by the system property {@code chaos.home}; {@code CHAOS_HOME} does for other callers.
 */
public final class Installation {
  private Installation() {}

  /** The folder. */
  static Path home(Map<String, String> environment) {
    String home = System.getProperty("chaos.home", environment.getOrDefault("CHAOS_HOME", ""));
    if (home.isEmpty()) {
      throw new CliException(
          ExitCode.NOT_FOUND,
          "it is unknown where the node is installed",
          "start it by bin/chaos, or set CHAOS_HOME to the folder that has features/ and lib/");
    }
    Path folder = Path.of(home).toAbsolutePath().normalize();
    if (!Files.isDirectory(folder.resolve("features"))) {
      throw new CliException(
          ExitCode.NOT_FOUND,
          folder + " is no installation: it has no folder features",
          "unpack the distribution again");
    }
    return folder;
  }
}

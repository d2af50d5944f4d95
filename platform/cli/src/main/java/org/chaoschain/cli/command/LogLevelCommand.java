// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chaos log-level}. */
@Command(
    name = "log-level",
    description =
        "Sets the level of a logger in the running node until it stops, or lists the levels that are set.",
    footer = {
      "  chaos log-level                                lists them",
      "  chaos log-level org.chaoschain.p2p.host debug",
      "  chaos log-level org.chaoschain.p2p.host inherit",
      "  chaos log-level ROOT warn"
    })
final class LogLevelCommand extends ChaosCommand {
  enum Level {
    trace,
    debug,
    info,
    warn,
    error,
    off,
    inherit
  }

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "LOGGER",
      description = "Its name, or ROOT.")
  private String logger;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "LEVEL",
      description = "trace, debug, info, warn, error, off, or inherit: that of the logger above.")
  private Level level;

  @Override
  ExitCode execute() {
    if (logger != null && level == null) {
      throw usage("a level is missing after the logger " + logger);
    }
    Map<String, String> arguments =
        logger == null
            ? Map.of()
            : Map.of("logger", logger, "level", level.name().toLowerCase(Locale.ROOT));
    output().results(ask("log-level", arguments), List.of("logger", "level"), "no level is set");
    return ExitCode.OK;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.List;
import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chaos connections}. */
@Command(
    name = "connections",
    description = "Lists what connections are worth, what protects them, and how fast they are.",
    footer = {"  chaos connections", "  chaos connections --protect 12D3Koo…"})
final class ConnectionsCommand extends ChaosCommand {
  @Option(
      names = "--protect",
      paramLabel = "PEER",
      description = "Never trims this peer, and dials it again when it is lost.")
  private String protect;

  @Option(names = "--unprotect", paramLabel = "PEER", description = "Takes that back.")
  private String unprotect;

  @Override
  ExitCode execute() {
    if (protect != null) {
      ask("connections", Map.of("protect", protect)).forEach(output()::result);
    }
    if (unprotect != null) {
      ask("connections", Map.of("unprotect", unprotect)).forEach(output()::result);
    }
    if (protect == null && unprotect == null) {
      output()
          .results(
              ask("connections", Map.of()),
              List.of(
                  "peer",
                  "direction",
                  "prefix",
                  "value",
                  "protected_by",
                  "round_trip_ms",
                  "missed_pings"),
              "no peer is connected");
    }
    return ExitCode.OK;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.List;
import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;

/** {@code chaos remote}. */
@Command(
    name = "remote",
    description =
        "Lists the agents that use the gateway of the running node with a key of their own, and what is kept for each.",
    footer = {"  chaos remote", "  chaos remote --json | jq -r .agent"})
final class RemoteCommand extends ChaosCommand {
  private static final List<String> COLUMNS =
      List.of("agent", "connected", "away_s", "delivered", "acknowledged", "kept", "dropped");

  @Override
  ExitCode execute() {
    output()
        .results(ask("remote", Map.of()), COLUMNS, "no agent uses the gateway with its own key");
    return ExitCode.OK;
  }
}

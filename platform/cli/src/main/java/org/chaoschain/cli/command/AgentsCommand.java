// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.List;
import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Table;
import picocli.CommandLine.Command;

/** {@code chaos agents}. */
@Command(
    name = "agents",
    description = "Lists the agents that the running node hosts or knows.",
    footer = {"  chaos agents", "  chaos agents --json | jq -r .id"})
final class AgentsCommand extends ChaosCommand {
  @Override
  ExitCode execute() {
    List<Map<String, Object>> rows = ask("agents", Map.of());
    output()
        .results(
            rows,
            Table.columns(rows),
            "no agent is here; the key agent.local.names has their names");
    return ExitCode.OK;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.List;
import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chaos peers}. */
@Command(
    name = "peers",
    description = "Lists the connections with other peers.",
    footer = {"  chaos peers", "  chaos peers --json | jq -r .peer"})
final class PeersCommand extends ChaosCommand {
  @Option(names = "--disconnect", paramLabel = "PEER", description = "Ends those with this peer.")
  private String disconnect;

  @Override
  ExitCode execute() {
    if (disconnect != null) {
      ask("connect", Map.of("disconnect", disconnect)).forEach(output()::result);
      return ExitCode.OK;
    }
    output()
        .results(
            ask("peers", Map.of()),
            List.of("peer", "direction", "address", "agent_version", "streams", "opened_at"),
            "no peer is connected");
    return ExitCode.OK;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.Map;
import org.chaoschain.cli.control.ControlClient;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chaos ping}. */
@Command(
    name = "ping",
    description = "Measures round trips to a peer by libp2p's ping.",
    footer = {"  chaos ping 12D3Koo…", "  chaos ping 12D3Koo… --count 5 --json"})
final class PingCommand extends ChaosCommand {
  @Parameters(paramLabel = "PEER", description = "The peer id; 'chaos peers' lists some.")
  private String peer;

  @Option(
      names = {"-c", "--count"},
      paramLabel = "N",
      defaultValue = "3",
      description = "How many round trips, 1 to 1000 (default: ${DEFAULT-VALUE}).")
  private int count;

  @Override
  ExitCode execute() {
    try (ControlClient node = connect()) {
      node.call(
          "ping",
          Map.of("peer", peer, "count", count),
          root().timeout(),
          item -> output().result(item, Table.text(item.get("round_trip_ms")) + " ms"));
    }
    return ExitCode.OK;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chaos metrics}. */
@Command(
    name = "metrics",
    description = "Lists the running node's counters, gauges and timers.",
    footer = {"  chaos metrics", "  chaos metrics message.delivery"})
final class MetricsCommand extends ChaosCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "PREFIX",
      defaultValue = "",
      description = "Lists those whose name begins so.")
  private String prefix;

  @Override
  ExitCode execute() {
    List<Map<String, Object>> rows =
        ask("metrics", Map.of("prefix", prefix)).stream()
            .sorted(Comparator.comparing(row -> String.valueOf(row.get("name"))))
            .toList();
    output()
        .results(rows, List.of("name", "tags", "kind", "value"), "nothing has been counted yet");
    return ExitCode.OK;
  }
}

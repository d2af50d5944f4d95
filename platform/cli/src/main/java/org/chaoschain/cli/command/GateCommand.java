// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chaos gate}. */
@Command(
    name = "gate",
    description = "Lists or changes whom the running node has connections with.",
    footer = {
      "  chaos gate list",
      "  chaos gate deny 203.0.113.0/24 --reason 'floods us'",
      "  chaos gate deny '*'; chaos gate allow 12D3Koo…",
      "  chaos gate remove 203.0.113.0/24"
    })
final class GateCommand extends ChaosCommand {
  @Parameters(
      index = "0",
      paramLabel = "ACTION",
      arity = "0..1",
      defaultValue = "list",
      description = "list, allow, deny or remove.")
  private String action;

  @Parameters(
      index = "1",
      paramLabel = "SUBJECT",
      arity = "0..1",
      description = "A peer id, an address range such as 10.0.0.0/8, or * for all peers.")
  private String subject;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for whoever reads the list.")
  private String reason;

  @Override
  ExitCode execute() {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("action", action);
    if (subject != null) {
      arguments.put("subject", subject);
    }
    if (reason != null) {
      arguments.put("reason", reason);
    }
    if (action.equals("list")) {
      output()
          .results(
              ask("gate", arguments),
              List.of("rule", "subject", "from", "reason"),
              "no rules: connections are had with everybody");
    } else {
      ask("gate", arguments).forEach(output()::result);
    }
    return ExitCode.OK;
  }
}

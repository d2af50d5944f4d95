// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chaoschain.cli.control.ControlClient;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.MessageLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chaos messages}. */
@Command(
    name = "messages",
    description = "Prints the running node's record of messages: sent, delivered, parked, refused.",
    footer = {
      "  chaos messages                 the last ones",
      "  chaos messages --follow        and those that come, until Ctrl-C",
      "  chaos messages --since 120 --json"
    })
final class MessagesCommand extends ChaosCommand {
  private static final Duration FOR_EVER = Duration.ofDays(365);

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on as messages come.")
  private boolean follow;

  @Option(
      names = "--since",
      paramLabel = "N",
      description = "Records after that number; all that are kept if it is 0.")
  private Long since;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "20",
      description = "How many of the last records, without --since (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Override
  ExitCode execute() {
    Map<String, Object> arguments = new LinkedHashMap<>();
    if (follow) {
      arguments.put("follow", true);
    }
    if (since != null) {
      arguments.put("since", since);
    } else {
      arguments.put("limit", limit);
    }
    try (ControlClient node = connect()) {
      node.call(
          "messages",
          arguments,
          follow ? FOR_EVER : root().timeout(),
          item -> output().result(item, MessageLine.of(item)));
    }
    return ExitCode.OK;
  }
}

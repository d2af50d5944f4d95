// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chaos status}. */
@Command(
    name = "status",
    description = "Tells how the running node is.",
    footer = {
      "  chaos status",
      "  chaos status --data /var/lib/chaos --json",
      "  chaos status --running >/dev/null",
      "",
      "The exit code is 10 if the health of a section is critical, as it is with a plugin in",
      "quarantine; 'chaos plugin list' says which and why.",
    })
final class StatusCommand extends ChaosCommand {
  @Option(
      names = "--running",
      description =
          "Ask only whether it runs: the exit code is 0 then, whatever its health. For who would start it anew otherwise, which mends no plugin.")
  private boolean running;

  @Override
  ExitCode execute() {
    boolean critical = false;
    for (Map<String, Object> item : ask("status", Map.of())) {
      output().result(item);
      critical |= item.values().stream().anyMatch(StatusCommand::critical);
    }
    return critical && !running ? ExitCode.CRITICAL : ExitCode.OK;
  }

  /** Whether a section says so of itself. */
  private static boolean critical(Object section) {
    return section instanceof Map<?, ?> members && "critical".equals(members.get("health"));
  }
}

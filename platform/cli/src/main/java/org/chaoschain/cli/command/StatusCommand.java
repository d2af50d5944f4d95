// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;

/** {@code chaos status}. */
@Command(
    name = "status",
    description = "Tells how the running node is.",
    footer = {
      "  chaos status",
      "  chaos status --data /var/lib/chaos --json",
    })
final class StatusCommand extends ChaosCommand {
  @Override
  ExitCode execute() {
    for (Map<String, Object> item : ask("status", Map.of())) {
      output().result(item);
    }
    return ExitCode.OK;
  }
}

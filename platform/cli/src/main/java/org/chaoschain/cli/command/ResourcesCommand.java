// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.List;
import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;

/** {@code chaos resources}. */
@Command(
    name = "resources",
    description = "Lists what connections, streams and buffers have in use, and the limits.",
    footer = {"  chaos resources", "  chaos resources --json | jq 'select(.scope == \"peer\")'"})
final class ResourcesCommand extends ChaosCommand {
  @Override
  ExitCode execute() {
    output()
        .results(
            ask("resources", Map.of()),
            List.of("scope", "name", "used", "limits"),
            "the host does not run");
    return ExitCode.OK;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.List;
import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Table;
import picocli.CommandLine.Command;

/** {@code chaos types}. */
@Command(
    name = "types",
    description = "Lists the message types that the running node handles, and what waits for each.",
    footer = {"  chaos types", "  chaos types --json"})
final class TypesCommand extends ChaosCommand {
  @Override
  ExitCode execute() {
    List<Map<String, Object>> rows = ask("types", Map.of());
    output().results(rows, Table.columns(rows), "no message type is there");
    return ExitCode.OK;
  }
}

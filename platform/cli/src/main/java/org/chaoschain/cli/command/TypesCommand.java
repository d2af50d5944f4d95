// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.List;
import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chaos types}. */
@Command(
    name = "types",
    description = "Lists the message types that the running node handles, and what waits for each.",
    subcommands = TypesCommand.Schema.class,
    footer = {"  chaos types", "  chaos types --json", "  chaos types schema agent_message"})
final class TypesCommand extends ChaosCommand {
  @Override
  ExitCode execute() {
    List<Map<String, Object>> rows = ask("types", Map.of());
    output().results(rows, Table.columns(rows), "no message type is there");
    return ExitCode.OK;
  }

  @Command(
      name = "schema",
      description = "Lists the JSON Schemas of the protocol's messages, or prints one.",
      footer = {"  chaos types schema", "  chaos types schema agent_message > agent_message.json"})
  static final class Schema extends ChaosCommand {
    @Parameters(
        paramLabel = "NAME",
        arity = "0..1",
        description = "The type of message; 'message' for any of them.")
    private String name;

    @Override
    ExitCode execute() {
      if (name == null) {
        List<Map<String, Object>> rows = ask("types.schema", Map.of());
        output().results(rows, Table.columns(rows), "no schema is there");
      } else {
        ask("types.schema", Map.of("name", name))
            .forEach(item -> output().text(item.get("schema").toString().stripTrailing()));
      }
      return ExitCode.OK;
    }
  }
}

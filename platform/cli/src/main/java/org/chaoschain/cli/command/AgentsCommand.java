// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chaos agents} and what is below it. */
@Command(
    name = "agents",
    description = "Lists the agents that the running node hosts or knows.",
    subcommands = AgentsCommand.Relations.class,
    footer = {
      "  chaos agents",
      "  chaos agents --json | jq -r .id",
      "  chaos agents relations olga"
    })
final class AgentsCommand extends ChaosCommand {
  @Override
  ExitCode execute() {
    List<Map<String, Object>> rows = ask("agents", Map.of());
    output()
        .results(
            rows,
            Table.columns(rows),
            "no agent is here; the key agent.local.names has their names");
    return ExitCode.OK;
  }

  @Command(
      name = "relations",
      description = {
        "Lists the alliances of agents that the running node has seen, and how much the two trust each other.",
        "The one that changed last comes first. Trust is from -100 to 100. With --json the terms are shown too."
      },
      footer = {
        "  chaos agents relations",
        "  chaos agents relations olga",
        "  chaos agents relations did:key:z6Mk… --json | jq .terms"
      })
  static final class Relations extends ChaosCommand {
    private static final List<String> COLUMNS =
        List.of(
            "alliance",
            "state",
            "proposer",
            "proposer.trusts",
            "partner",
            "partner.trusts",
            "since");

    @Parameters(
        paramLabel = "AGENT",
        arity = "0..1",
        description =
            "Only those of this agent: a did:key, or the name of one that the node hosts.")
    private String agent;

    @Override
    ExitCode execute() {
      Map<String, Object> arguments = new LinkedHashMap<>();
      if (agent != null) {
        arguments.put("agent", agent.startsWith("did:") ? agent : id(agent));
      }
      output()
          .results(
              ask("agents.relations", arguments),
              COLUMNS,
              agent == null ? "no alliance is known" : "no alliance of " + agent + " is known");
      return ExitCode.OK;
    }

    private String id(String name) {
      return ask("agents", Map.of()).stream()
          .filter(each -> name.equals(each.get("name")))
          .map(each -> String.valueOf(each.get("id")))
          .findFirst()
          .orElseThrow(
              () ->
                  new CliException(
                      ExitCode.NOT_FOUND,
                      "the node hosts no agent of the name '" + name + "'",
                      "'chaos agents' lists those it hosts; others go by their did:key"));
    }
  }
}

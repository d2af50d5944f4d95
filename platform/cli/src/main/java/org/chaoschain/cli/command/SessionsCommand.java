// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.List;
import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chaos sessions} and what is below it. */
@Command(
    name = "sessions",
    description =
        "Lists the sessions of agents that keep their own key and are connected to the running node; ends them.",
    subcommands = SessionsCommand.Revoke.class,
    footer = {"  chaos sessions", "  chaos sessions revoke did:key:z6Mk…"})
final class SessionsCommand extends ChaosCommand {
  private static final List<String> COLUMNS =
      List.of("session", "agent", "via", "opened", "expires", "topics");

  @Override
  ExitCode execute() {
    output().results(ask("sessions", Map.of()), COLUMNS, "no agent has a session");
    return ExitCode.OK;
  }

  @Command(
      name = "revoke",
      description = "Ends a session, or all of an agent. The agent may open a new one.",
      footer = {"  chaos sessions revoke did:key:z6Mk…"})
  static final class Revoke extends ChaosCommand {
    @Parameters(
        paramLabel = "SESSION|AGENT",
        description = "A session's id, or an agent's did:key.")
    private String which;

    @Override
    ExitCode execute() {
      ask("sessions", Map.of("revoke", which)).forEach(output()::result);
      return ExitCode.OK;
    }
  }
}

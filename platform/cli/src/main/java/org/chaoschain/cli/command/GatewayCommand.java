// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.List;
import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chaos gateway} and what is below it. */
@Command(
    name = "gateway",
    description =
        "Lists the agents that registered at the gateway of the running node; ends their tokens.",
    subcommands = {
      GatewayCommand.Revoke.class,
      GatewayCommand.Issue.class,
      GatewayCommand.Remove.class
    },
    footer = {"  chaos gateway", "  chaos gateway revoke did:key:z6Mk…"})
final class GatewayCommand extends ChaosCommand {
  private static final List<String> COLUMNS =
      List.of("agent", "name", "role", "connected", "registered", "token.expires");

  @Override
  ExitCode execute() {
    output().results(ask("gateway", Map.of()), COLUMNS, "no agent has registered");
    return ExitCode.OK;
  }

  /** Asks for something to be done with one agent. */
  abstract static class WithAgent extends ChaosCommand {
    @Parameters(paramLabel = "AGENT", description = "The agent's did:key.")
    private String agent;

    abstract String what();

    @Override
    ExitCode execute() {
      ask("gateway", Map.of(what(), agent)).forEach(output()::result);
      return ExitCode.OK;
    }
  }

  @Command(
      name = "revoke",
      description = "Makes the token of an agent void and ends its sockets. The agent stays.",
      footer = {"  chaos gateway revoke did:key:z6Mk…"})
  static final class Revoke extends WithAgent {
    @Override
    String what() {
      return "revoke";
    }
  }

  @Command(
      name = "issue",
      description = "Makes a new token for an agent and shows it, once. The one it had is void.",
      footer = {"  chaos gateway issue did:key:z6Mk…"})
  static final class Issue extends WithAgent {
    @Override
    String what() {
      return "issue";
    }
  }

  @Command(
      name = "remove",
      description = "Forgets an agent, its token and its key, for ever.",
      footer = {"  chaos gateway remove did:key:z6Mk…"})
  static final class Remove extends WithAgent {
    @Override
    String what() {
      return "remove";
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chaos bans} and what is below it. */
@Command(
    name = "bans",
    description = "Lists the peers that the running node has banned; bans one, or lifts a ban.",
    subcommands = {BansCommand.Add.class, BansCommand.Lift.class},
    footer = {"  chaos bans", "  chaos bans add 12D3KooW… --for 2d", "  chaos bans lift 12D3KooW…"})
final class BansCommand extends ChaosCommand {
  private static final List<String> COLUMNS =
      List.of("peer", "until", "times", "score", "by_hand", "reason");

  @Override
  ExitCode execute() {
    output().results(ask("bans", Map.of("action", "list")), COLUMNS, "nobody is banned");
    return ExitCode.OK;
  }

  @Command(
      name = "add",
      description = "Bans a peer: its connections are closed, it is neither dialled nor let in.",
      footer = {"  chaos bans add 12D3KooW… --for 2d --reason \"sends spam\""})
  static final class Add extends ChaosCommand {
    @Parameters(paramLabel = "PEER", description = "Its peer id.")
    private String peer;

    @Option(
        names = "--for",
        paramLabel = "TIME",
        defaultValue = "1d",
        description = "For how long, such as 30m, 12h or 7d (default: ${DEFAULT-VALUE}).")
    private String length;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the list.")
    private String reason;

    @Override
    ExitCode execute() {
      Map<String, Object> arguments = new LinkedHashMap<>();
      arguments.put("action", "add");
      arguments.put("peer", peer);
      arguments.put("for", length);
      if (reason != null) {
        arguments.put("reason", reason);
      }
      ask("bans", arguments);
      output().result(Map.of("banned", peer, "for", length), peer + " is banned for " + length);
      return ExitCode.OK;
    }
  }

  @Command(
      name = "lift",
      description = "Lifts a ban; what was held against the peer is forgiven.",
      footer = {"  chaos bans lift 12D3KooW…"})
  static final class Lift extends ChaosCommand {
    @Parameters(paramLabel = "PEER", description = "Its peer id.")
    private String peer;

    @Override
    ExitCode execute() {
      ask("bans", Map.of("action", "lift", "peer", peer));
      output().result(Map.of("lifted", peer), "the ban of " + peer + " is lifted");
      return ExitCode.OK;
    }
  }
}

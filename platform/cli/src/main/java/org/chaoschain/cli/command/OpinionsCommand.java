// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chaos opinions …}. */
@Command(
    name = "opinions",
    description = "What the agents of the running node think of blocks.",
    subcommands = OpinionsCommand.Ask.class,
    footer = {"  chaos opinions ask --drama 7"})
final class OpinionsCommand implements Runnable {
  @Mixin HelpOptions help;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command? ask");
  }

  /** {@code chaos opinions ask}. */
  @Command(
      name = "ask",
      description =
          "Asks agents what they think of a block that is made up for the question. Nothing is decided by it.",
      footer = {
        "  chaos opinions ask",
        "  chaos opinions ask ada bob --drama 7 --transaction 'buy tea' --json"
      })
  static final class Ask extends ChaosCommand {
    private static final List<String> COLUMNS =
        List.of("name", "agent", "status", "verdict", "reason", "took_ms");

    @Parameters(
        paramLabel = "AGENT",
        arity = "0..*",
        description = "Names or did:keys; without any all agents that the node hosts are asked.")
    private List<String> agents = List.of();

    @Option(
        names = "--within",
        paramLabel = "TIME",
        defaultValue = "5s",
        description = "How long to wait for answers (default: ${DEFAULT-VALUE}).")
    private String within;

    @Option(
        names = "--height",
        paramLabel = "N",
        defaultValue = "1",
        description = "The block's height (default: ${DEFAULT-VALUE}).")
    private long height;

    @Option(
        names = "--drama",
        paramLabel = "N",
        defaultValue = "0",
        description = "Its drama level, 0 to 10 (default: ${DEFAULT-VALUE}).")
    private long drama;

    @Option(
        names = "--mood",
        paramLabel = "TEXT",
        defaultValue = "",
        description = "The mood of the chain before it.")
    private String mood;

    @Option(
        names = "--transaction",
        paramLabel = "TEXT",
        description = "A transaction in it, in a few words; may be given several times.")
    private List<String> transactions = List.of();

    @Override
    ExitCode execute() {
      Map<String, Object> arguments = new LinkedHashMap<>();
      arguments.put("agents", agents);
      arguments.put("within", within);
      arguments.put("height", height);
      arguments.put("drama", drama);
      arguments.put("mood", mood);
      arguments.put("transactions", transactions);
      output().results(ask("opinions.ask", arguments), COLUMNS, "no agent has answered");
      return ExitCode.OK;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.chaoschain.cli.terminal.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code chaos} itself: the options that all commands have. */
@Command(
    name = "chaos",
    description = "Runs a node of the ChaosChain network and talks to it.",
    footer = {
      "  chaos demo                          four nodes, a conversation, a plugin on the way",
      "  chaos init && chaos run             a node of your own",
      "  chaos status --json                 how it is, as one JSON object",
      "  chaos help send                     more about one command",
      "",
      "The data directory is --data, else CHAOS_DATA, else ~/.chaoschain."
    })
public final class RootCommand implements Runnable {
  private final Shell shell;

  @Mixin HelpOptions help;
  @Spec private CommandSpec spec;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Prints JSON, one object a line.")
  boolean json;

  @Option(
      names = {"-d", "--data"},
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "The data directory of the node.")
  Path data;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      scope = ScopeType.INHERIT,
      description = "How long to wait for the node (default: ${DEFAULT-VALUE}).")
  private int timeout;

  /** Made for one call. */
  public RootCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    throw Misuse.of(spec.commandLine(), "a command is missing");
  }

  Shell shell() {
    return shell;
  }

  Output output() {
    return new Output(shell.out(), shell.err(), json);
  }

  Duration timeout() {
    if (timeout < 1 || timeout > 86_400) {
      throw Misuse.of(spec.commandLine(), "--timeout is 1 to 86400 seconds, not " + timeout);
    }
    return Duration.ofSeconds(timeout);
  }

  /** What the option says, if it is given. */
  Optional<Path> givenData() {
    return Optional.ofNullable(data).map(folder -> folder.toAbsolutePath().normalize());
  }

  /** The option, else the environment, else the folder in the user's home. */
  Path data() {
    if (data != null) {
      return givenData().orElseThrow();
    }
    String variable = shell.environment().getOrDefault("CHAOS_DATA", "");
    Path folder =
        variable.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".chaoschain")
            : Path.of(variable);
    return folder.toAbsolutePath().normalize();
  }
}

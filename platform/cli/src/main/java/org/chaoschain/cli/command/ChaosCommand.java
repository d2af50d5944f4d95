// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.chaoschain.cli.control.ControlClient;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Output;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the commands have in common. */
abstract class ChaosCommand implements Callable<Integer> {
  @Mixin HelpOptions help;
  @Spec private CommandSpec spec;
  private RootCommand root; // if it is not the command line that knows it

  /** Does the work. */
  abstract ExitCode execute() throws Exception;

  @Override
  public final Integer call() throws Exception {
    return execute().code();
  }

  /** For a call without the library of the command line. */
  void root(RootCommand called) {
    root = called;
  }

  RootCommand root() {
    return root == null ? (RootCommand) spec.root().userObject() : root;
  }

  Output output() {
    return root().output();
  }

  Path data() {
    return root().data();
  }

  /** A connection with the running node; the caller closes it. */
  ControlClient connect() {
    return ControlClient.connect(data());
  }

  /** All that the node answers to one request. */
  List<Map<String, Object>> ask(String command, Map<String, ?> arguments) {
    try (ControlClient client = connect()) {
      return client.items(command, arguments, root().timeout());
    }
  }

  RuntimeException usage(String message) {
    return Misuse.of(spec.commandLine(), message);
  }

  CommandSpec spec() {
    return spec;
  }

  /** Refuses a number outside its bounds, as wrong use. */
  final void requireRange(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw usage("%s is %d to %d, not %d".formatted(option, min, max, value));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.chaoschain.cli.command.Commands;
import org.chaoschain.cli.command.DirectRun;
import org.chaoschain.cli.command.Shell;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Output;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code chaos}. */
public final class Chaos {
  private Chaos() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(Shell.ofProcess(), args));
  }

  /**
   * Runs the command.
   *
   * @return the code of an {@link ExitCode}
   */
  public static int run(Shell shell, String... args) {
    Output errors = new Output(shell.out(), shell.err(), Arrays.asList(args).contains("--json"));
    Optional<Callable<Integer>> direct = DirectRun.of(shell, args);
    if (direct.isPresent()) {
      try {
        return direct.get().call();
      } catch (Exception e) {
        return failed(e, errors);
      }
    }
    CommandLine line = Commands.line(shell, args);
    line.setOut(writer(shell.out()));
    line.setErr(writer(shell.err()));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setAbbreviatedSubcommandsAllowed(false);
    line.setParameterExceptionHandler((e, arguments) -> misused(e, errors));
    line.setExecutionExceptionHandler((e, command, result) -> failed(e, errors));
    return line.execute(args);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  private static int misused(ParameterException e, Output errors) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String remedy = "'" + name + " --help' shows how it is used";
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      remedy = "did you mean " + String.join(" or ", unmatched.getSuggestions()) + "? " + remedy;
    }
    errors.error(ExitCode.USAGE, e.getMessage(), remedy);
    return ExitCode.USAGE.code();
  }

  private static int failed(Exception e, Output errors) {
    if (e instanceof CliException told) {
      errors.error(told.exitCode(), told.getMessage(), told.remedy());
      return told.exitCode().code();
    }
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      errors.error(ExitCode.FAILED, "interrupted", "");
      return ExitCode.FAILED.code();
    }
    if (Boolean.getBoolean("chaos.trace")) {
      e.printStackTrace();
    }
    errors.error(
        ExitCode.FAILED,
        "a fault of the command itself: " + e,
        "please report it, with the words of the command; CHAOS_JAVA_OPTS=-Dchaos.trace=true shows where it happened");
    return ExitCode.FAILED.code();
  }
}

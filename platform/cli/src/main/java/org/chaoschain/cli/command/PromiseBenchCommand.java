// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.chaoschain.cli.bench.BenchResult;
import org.chaoschain.cli.terminal.ExitCode;

/**
 * A benchmark that shows whether a promise is kept: its progress goes to the standard output, or
 * with {@code --json} to the standard error; then comes its result; it ends with 0 only if all was
 * kept.
 */
abstract class PromiseBenchCommand extends ChaosCommand {
  /** Where the command is installed. */
  final Path home() {
    return Installation.home(root().shell().environment());
  }

  /**
   * Checks the options, and runs the benchmark.
   *
   * @param progress is told what happens, a line each
   */
  abstract BenchResult bench(Consumer<String> progress) throws InterruptedException;

  @Override
  final ExitCode execute() throws InterruptedException {
    boolean json = output().json();
    PrintStream stream = json ? root().shell().err() : root().shell().out();
    BenchResult result = bench(stream::println);
    if (json) {
      output().result(result.toJson(), "");
    } else {
      result.lines().forEach(output()::text);
    }
    return result.good() ? ExitCode.OK : ExitCode.FAILED;
  }
}

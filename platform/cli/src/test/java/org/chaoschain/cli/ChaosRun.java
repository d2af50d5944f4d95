// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.chaoschain.cli.command.Shell;

/** One call of the command inside this process, with what it printed. */
record ChaosRun(int code, String out, String err) {
  static ChaosRun of(String... args) {
    return of(Map.of(), args);
  }

  static ChaosRun of(Map<String, String> environment, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Chaos.run(
            new Shell(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment),
            args);
    return new ChaosRun(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}

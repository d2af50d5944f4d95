// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where the command was called.
 *
 * @param out standard output
 * @param err standard error
 * @param environment the variables
 */
public record Shell(PrintStream out, PrintStream err, Map<String, String> environment) {
  /** Keeps an immutable copy of the variables. */
  public Shell {
    environment = Map.copyOf(environment);
  }

  /** The shell this process was started from. */
  public static Shell ofProcess() {
    return new Shell(stream(FileDescriptor.out), stream(FileDescriptor.err), System.getenv());
  }

  /** What is printed is UTF-8, whatever the locale. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }
}

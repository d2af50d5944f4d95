// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.terminal;

/** Ends the command: with an exit code, what happened, and what to do about it. */
public final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ExitCode exitCode;
  private final String remedy;

  /**
   * Ends the command.
   *
   * @param message what happened, to what; it may have several lines
   * @param remedy what to do, or empty
   */
  public CliException(ExitCode exitCode, String message, String remedy) {
    super(message);
    this.exitCode = exitCode;
    this.remedy = remedy;
  }

  /** How the process ends. */
  public ExitCode exitCode() {
    return exitCode;
  }

  /** What to do, or empty. */
  public String remedy() {
    return remedy;
  }
}

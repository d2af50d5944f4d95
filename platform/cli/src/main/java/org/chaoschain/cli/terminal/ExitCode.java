// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.terminal;

import java.util.Arrays;

/** How the command ended, as the exit code of its process. */
public enum ExitCode {
  /** All is well. */
  OK(0, "done"),
  /** It was tried and did not work. */
  FAILED(1, "it was tried and did not work"),
  /** The words of the command line, or the file they name, are wrong. */
  USAGE(2, "the command line, or a file it names, is wrong"),
  /** A key or a value of the configuration is wrong. */
  CONFIGURATION(3, "the configuration is wrong"),
  /** No node runs on the data directory. */
  NO_NODE(4, "no node runs on the data directory"),
  /** It was understood and will not be done. */
  REFUSED(5, "refused: the data directory is in use, a file is there already, a rule forbids it"),
  /** What was named is not there. */
  NOT_FOUND(6, "what was named is not there"),
  /** The node did not come up: a feature, a bundle or a component. */
  NOT_STARTED(7, "the node did not come up"),
  /** A deadline has passed. */
  DEADLINE(8, "a deadline has passed"),
  /** A file or folder cannot be read or written. */
  FILES(9, "a file or folder cannot be read or written"),
  /** The node runs, and something in it needs a person. */
  CRITICAL(10, "the node runs, and its health is critical");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** The exit code of the process. */
  public int code() {
    return code;
  }

  /** What it means, for people. */
  public String meaning() {
    return meaning;
  }

  /** The name as JSON has it: {@code not-found}. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /**
   * The meaning of an exit code.
   *
   * @throws IllegalArgumentException if it has none
   */
  public static ExitCode of(int code) {
    return Arrays.stream(values())
        .filter(each -> each.code == code)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no exit code has the number " + code));
  }

  /** The exit code for an error code of the control channel. */
  public static ExitCode ofControl(String code) {
    return switch (code) {
      case "usage" -> USAGE;
      case "not-found" -> NOT_FOUND;
      case "refused" -> REFUSED;
      default -> FAILED;
    };
  }
}

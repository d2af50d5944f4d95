// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * A command line that is wrong. Classes that every start needs throw what this returns: if they
 * named the library's exception, it would have to be loaded to verify them, from a jar whose
 * classes are too old for the archive of classes.
 */
final class Misuse {
  private Misuse() {}

  static RuntimeException of(CommandLine line, String message) {
    return new ParameterException(line, message);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.kernel.Failure;
import org.chaoschain.kernel.KernelException;

/** The kernel's failures as the command tells them. */
final class KernelFailures {
  private KernelFailures() {}

  static CliException told(KernelException failure) {
    return new CliException(
        ExitCode.of(failure.failure().exitCode()), failure.getMessage(), remedy(failure.failure()));
  }

  private static String remedy(Failure failure) {
    return switch (failure) {
      case CONFIGURATION -> "'chaos config' lists all keys";
      case DATA_DIRECTORY_IN_USE -> "'chaos stop' stops the other node; --data DIR names another";
      case DATA_DIRECTORY -> "look at its owner, its mode, and the space on its disk";
      case FEATURE -> "repair the feature file, or unpack the distribution again";
      case COMPONENT -> "the node's log tells more: logs/node.log in the data directory";
      case INTERNAL, BUNDLE, FRAMEWORK, STOP_DEADLINE -> "";
    };
  }
}

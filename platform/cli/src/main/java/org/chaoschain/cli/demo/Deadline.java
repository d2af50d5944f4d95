// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.demo;

import java.time.Duration;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;

/** By when the demo has to be over. */
final class Deadline {
  private final Duration total;
  private final long end;

  Deadline(Duration total) {
    this.total = total;
    this.end = System.nanoTime() + total.toNanos();
  }

  /**
   * What is left, for that.
   *
   * @throws CliException with {@link ExitCode#DEADLINE} if nothing is
   */
  Duration left(String what) {
    long nanos = end - System.nanoTime();
    if (nanos <= 0) {
      throw new CliException(
          ExitCode.DEADLINE,
          "the demo was not over within %d s; it ended at: %s".formatted(total.toSeconds(), what),
          "on a slow machine give it more with --deadline SECONDS");
    }
    return Duration.ofNanos(nanos);
  }

  /** What is left, but no more than that. */
  Duration left(String what, Duration atMost) {
    Duration left = left(what);
    return left.compareTo(atMost) < 0 ? left : atMost;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import java.time.Duration;

/** What processes have used of the processors since they began, user and system time. */
public final class ProcessorTime {
  private ProcessorTime() {}

  /** Of this process. */
  public static Duration ofThis() {
    return of(ProcessHandle.current());
  }

  /** Of a process of this machine; zero if it has ended. */
  public static Duration of(long pid) {
    return ProcessHandle.of(pid).map(ProcessorTime::of).orElse(Duration.ZERO);
  }

  private static Duration of(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }
}

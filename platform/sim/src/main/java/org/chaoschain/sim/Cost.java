// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** What a run costs this machine; it has no influence on the course. */
final class Cost {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final long heapBefore = heap();
  private final long cpuBefore = cpu();

  private static long cpu() {
    return THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : 0;
  }

  /** Processor time of this thread so far, in nanoseconds; 0 where it cannot be measured. */
  long cpuNanos() {
    return cpu() - cpuBefore;
  }

  /** Bytes that are held more than at the beginning. */
  long heapBytes() {
    return Math.max(0, heap() - heapBefore);
  }

  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

/**
 * The bounds of a {@link ThreadScheduler}.
 *
 * @param workerThreads threads of the pool on a JDK without virtual threads, 1 or more
 * @param workerTasks tasks running and waiting on the workers together, 1 or more
 * @param serialTasks tasks waiting in one serial executor, 1 or more
 * @param timers timers pending at a time, 1 or more
 */
public record SchedulerLimits(int workerThreads, int workerTasks, int serialTasks, int timers) {
  /** Refuses a bound below one. */
  public SchedulerLimits {
    atLeastOne("worker.threads", workerThreads);
    atLeastOne("worker.max.tasks", workerTasks);
    atLeastOne("serial.max.tasks", serialTasks);
    atLeastOne("max.timers", timers);
  }

  /** The bounds a node has unless its configuration says otherwise. */
  public static SchedulerLimits defaults() {
    return new SchedulerLimits(32, 10_000, 65_536, 100_000);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("ops.system." + name + " is 1 or more, not " + value);
    }
  }
}

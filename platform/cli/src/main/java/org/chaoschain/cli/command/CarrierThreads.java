// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

/**
 * How many threads of the system carry the virtual threads of a JDK that has them: as many as
 * processors, and at least 32. The JDK takes as many as processors, and then two handlers of a
 * plugin that compute without end stop all that a node with two processors does. All plugins
 * together make at most {@code extension.plugins.max.calls} calls at a time, 24 unless set, so some
 * carriers are left to the node, and the operating system gives them their share. They are made
 * when they are needed.
 */
final class CarrierThreads {
  private static final String COUNT = "jdk.virtualThreadScheduler.parallelism";
  private static final int LEAST = 32;

  private CarrierThreads() {}

  /** Sets the count, unless the operator has; before the first virtual thread is made. */
  static void prepare() {
    if (System.getProperty(COUNT) == null) {
      int processors = Runtime.getRuntime().availableProcessors();
      System.setProperty(COUNT, Integer.toString(Math.max(LEAST, processors)));
    }
  }
}

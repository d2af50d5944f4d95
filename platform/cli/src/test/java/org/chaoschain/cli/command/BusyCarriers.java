// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.lang.reflect.Method;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * As many virtual threads that compute without end as plugins can have calls, then one of somebody
 * else: prints whether that one went on. The sources are of 17, which has none.
 */
final class BusyCarriers {
  private static final int CALLS = 24; // extension.plugins.max.calls

  private BusyCarriers() {}

  /** With the argument {@code prepared} as {@code chaos run} does it. */
  public static void main(String[] args) throws Exception {
    if (args[0].equals("prepared")) {
      CarrierThreads.prepare();
    }
    Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
    for (int i = 0; i < CALLS; i++) {
      start.invoke(null, (Runnable) BusyCarriers::loop);
    }
    CountDownLatch went = new CountDownLatch(1);
    start.invoke(null, (Runnable) went::countDown);
    System.out.print(went.await(Integer.parseInt(args[1]), TimeUnit.SECONDS));
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private static void loop() {
    while (true) {
      Thread.onSpinWait();
    }
  }
}

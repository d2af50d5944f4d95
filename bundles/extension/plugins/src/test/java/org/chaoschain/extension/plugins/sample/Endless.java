// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.sample;

import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** A component whose service never returns, and takes no heed of an interrupt. */
public final class Endless implements Supplier<String> {
  @Override
  public String get() {
    CountDownLatch never = new CountDownLatch(1);
    while (true) {
      try {
        never.await();
      } catch (InterruptedException e) {
        // goes on all the same: this is what it is for
      }
    }
  }
}

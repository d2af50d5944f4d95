// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.sample;

import java.util.concurrent.CountDownLatch;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** An activator that leaves a thread behind; interrupting it ends it. */
public final class Leaky implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    Thread thread = new Thread(Leaky::waitForEver, "leaky-thread");
    thread.setDaemon(true);
    thread.start();
  }

  private static void waitForEver() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stop(BundleContext context) {}
}

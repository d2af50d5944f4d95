// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.bundles;

import java.util.concurrent.CountDownLatch;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A bundle that does not stop until somebody interrupts it. */
public final class SlowActivator implements BundleActivator {
  public SlowActivator() {}

  @Override
  public void start(BundleContext context) {}

  @Override
  public void stop(BundleContext context) throws InterruptedException {
    Thread.currentThread().setName("slow-stop");
    new CountDownLatch(1).await();
  }
}

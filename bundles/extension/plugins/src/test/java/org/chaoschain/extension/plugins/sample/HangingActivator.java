// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.sample;

import java.util.concurrent.CountDownLatch;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** An activator that waits for what never comes, until it is interrupted. */
public final class HangingActivator implements BundleActivator {
  @Override
  public void start(BundleContext context) throws InterruptedException {
    new CountDownLatch(1).await();
  }

  @Override
  public void stop(BundleContext context) {}
}

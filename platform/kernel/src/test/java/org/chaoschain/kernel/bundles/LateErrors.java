// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.bundles;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;

/** A bundle that keeps the framework's queue of events waiting at each error. */
public final class LateErrors implements BundleActivator, FrameworkListener {
  private static final long HELD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  public LateErrors() {}

  @Override
  public void start(BundleContext context) {
    context.addFrameworkListener(this);
  }

  @Override
  public void stop(BundleContext context) {}

  @Override
  public void frameworkEvent(FrameworkEvent event) {
    if (event.getType() == FrameworkEvent.ERROR) {
      long end = System.nanoTime() + HELD_NANOS;
      for (long left = HELD_NANOS; left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }
}

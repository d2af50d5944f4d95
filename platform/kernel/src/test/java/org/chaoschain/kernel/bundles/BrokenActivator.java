// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.bundles;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A bundle that does not start. */
public final class BrokenActivator implements BundleActivator {
  public BrokenActivator() {}

  @Override
  public void start(BundleContext context) {
    throw new IllegalStateException("no such library");
  }

  @Override
  public void stop(BundleContext context) {}
}

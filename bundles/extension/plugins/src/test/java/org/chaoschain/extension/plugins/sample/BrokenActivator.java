// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.sample;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** An activator that throws. */
public final class BrokenActivator implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    throw new UnsupportedOperationException("no network in this house");
  }

  @Override
  public void stop(BundleContext context) {}
}

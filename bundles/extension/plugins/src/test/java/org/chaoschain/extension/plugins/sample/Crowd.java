// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.sample;

import java.util.function.Supplier;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Registers as many services as the header {@code Services} says, and one more each time that the
 * first is called.
 */
public final class Crowd implements BundleActivator, Supplier<String> {
  private BundleContext context;

  @Override
  public void start(BundleContext bundleContext) {
    context = bundleContext;
    context.registerService(Supplier.class, this, null);
    int services = Integer.parseInt(context.getBundle().getHeaders("").get("Services"));
    for (int i = 1; i < services; i++) {
      one();
    }
  }

  @Override
  public void stop(BundleContext bundleContext) {}

  @Override
  public String get() {
    one();
    return "more";
  }

  private void one() {
    context.registerService(Runnable.class, () -> {}, null);
  }
}

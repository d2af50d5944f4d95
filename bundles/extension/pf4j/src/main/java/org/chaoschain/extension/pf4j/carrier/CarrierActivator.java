// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.carrier;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * The activator of every carrier: a bundle of nothing but a manifest that stands for a PF4J plugin.
 * What the plugin registers is registered by the carrier, so that the node plans, limits, swaps and
 * removes it like any bundle.
 */
public final class CarrierActivator implements BundleActivator {
  private CarriedPlugins.CarriedPlugin plugin;

  /** Called by the framework. */
  public CarrierActivator() {}

  /** Returns when the plugin's extensions are registered. */
  @Override
  public void start(BundleContext context) throws CarriedPluginException {
    plugin = adapter(context).start(context);
  }

  @Override
  public void stop(BundleContext context) throws CarriedPluginException {
    CarriedPlugins.CarriedPlugin running = plugin;
    plugin = null;
    if (running != null) {
      running.stop();
    }
  }

  /** The adapter, as a bundle finds it. */
  static CarriedPlugins adapter(BundleContext context) throws CarriedPluginException {
    ServiceReference<CarriedPlugins> reference =
        context == null ? null : context.getServiceReference(CarriedPlugins.class);
    CarriedPlugins adapter = reference == null ? null : context.getService(reference);
    if (adapter == null) {
      throw new CarriedPluginException(
          "the adapter for PF4J plugins, the bundle org.chaoschain.extension.pf4j, is not up; 'chaos plugin why org.chaoschain.extension.pf4j' says why");
    }
    return adapter;
  }
}

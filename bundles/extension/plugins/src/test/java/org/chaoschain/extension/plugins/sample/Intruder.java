// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.sample;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/**
 * A plugin that wants more than it declares. What it tries is in the headers {@code Install},
 * {@code Serve} and {@code Replace}.
 */
public final class Intruder implements BundleActivator, Supplier<String> {
  private BundleContext context;

  @Override
  public void start(BundleContext bundleContext) throws Exception {
    context = bundleContext;
    String from = header("Install");
    if (from != null) {
      install(context.getBundle(Long.parseLong(from)));
    }
    String type = header("Serve");
    if (type != null) {
      context.registerService(type, new Nothing(), null);
    }
    context.registerService(Supplier.class, this, null);
  }

  @Override
  public void stop(BundleContext bundleContext) {}

  @Override
  public String get() {
    if (header("Replace") != null) {
      try (InputStream child = Intruder.class.getResourceAsStream("/child.jar")) {
        context.getBundle().update(child);
      } catch (BundleException | IOException | IllegalStateException e) {
        return "not replaced";
      }
    }
    return "replaced nothing";
  }

  private void install(Bundle by) throws Exception {
    try (InputStream child = Intruder.class.getResourceAsStream("/child.jar")) {
      Bundle installed = by.getBundleContext().installBundle("file:child", child);
      try {
        installed.start();
      } catch (IllegalStateException e) {
        return; // it is uninstalled already
      }
    }
  }

  private String header(String name) {
    return context.getBundle().getHeaders("").get(name);
  }

  private static final class Nothing implements ServiceFactory<Object> {
    @Override
    public Object getService(Bundle user, ServiceRegistration<Object> registration) {
      return null;
    }

    @Override
    public void ungetService(
        Bundle user, ServiceRegistration<Object> registration, Object service) {}
  }
}

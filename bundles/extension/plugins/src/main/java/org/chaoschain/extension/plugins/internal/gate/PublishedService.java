// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.gate;

import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/**
 * A service of a plugin as the node sees it: registered in the plugin's name, with the plugin's
 * properties, giving the plugin's own object. It comes and goes when the gate says so.
 */
final class PublishedService {
  /** Marks a registration as one of the gate's. Its value is {@link #MARK}. */
  static final String MARKER = "chaos.published";

  /** What a plugin cannot make: the marker of a service that it registers itself has another. */
  private static final Object MARK =
      new Object() {
        @Override
        public String toString() {
          return "true";
        }
      };

  private static final Set<String> GIVEN =
      Set.of(
          Constants.OBJECTCLASS,
          Constants.SERVICE_ID,
          Constants.SERVICE_BUNDLEID,
          Constants.SERVICE_SCOPE,
          MARKER);

  private final ServiceReference<?> original;
  private ServiceRegistration<?> registration;
  private boolean gone;

  PublishedService(ServiceReference<?> original) {
    this.original = original;
  }

  static boolean is(ServiceReference<?> reference) {
    return reference.getProperty(MARKER) == MARK;
  }

  /** Registers it; listeners are told before this returns. Once. */
  void register(BundleContext plugin) {
    String[] types = (String[]) original.getProperty(Constants.OBJECTCLASS);
    boolean prototype =
        Constants.SCOPE_PROTOTYPE.equals(original.getProperty(Constants.SERVICE_SCOPE));
    ServiceRegistration<?> made =
        plugin.registerService(
            types, prototype ? new Prototypes(original) : new Single(original), properties());
    synchronized (this) {
      registration = made;
      if (!gone) {
        return;
      }
    }
    unregister(made); // the plugin has taken its own away meanwhile
  }

  /** The plugin has changed the properties. */
  void update() {
    ServiceRegistration<?> made;
    synchronized (this) {
      made = registration;
    }
    if (made != null) {
      try {
        made.setProperties(properties());
      } catch (IllegalStateException e) {
        // it went in this moment
      }
    }
  }

  /** Takes it away; who uses it has let it go when this returns. */
  void unregister() {
    ServiceRegistration<?> made;
    synchronized (this) {
      gone = true;
      made = registration;
      registration = null;
    }
    if (made != null) {
      unregister(made);
    }
  }

  private static void unregister(ServiceRegistration<?> made) {
    try {
      made.unregister();
    } catch (IllegalStateException e) {
      // it went with its bundle
    }
  }

  private Dictionary<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>();
    for (String key : original.getPropertyKeys()) {
      if (!GIVEN.contains(key)) {
        properties.put(key, original.getProperty(key));
      }
    }
    properties.put(MARKER, MARK);
    return FrameworkUtil.asDictionary(properties);
  }

  /** Gives each bundle what the plugin would give it. */
  private record Single(ServiceReference<?> original) implements ServiceFactory<Object> {
    @Override
    public Object getService(Bundle user, ServiceRegistration<Object> registration) {
      return user.getBundleContext().getService(original);
    }

    @Override
    public void ungetService(
        Bundle user, ServiceRegistration<Object> registration, Object service) {
      BundleContext context = user.getBundleContext();
      if (context != null) {
        context.ungetService(original);
      }
    }
  }

  /** Makes an object for each who asks. */
  private record Prototypes(ServiceReference<?> original)
      implements PrototypeServiceFactory<Object> {
    @Override
    public Object getService(Bundle user, ServiceRegistration<Object> registration) {
      return user.getBundleContext().getServiceObjects(original).getService();
    }

    @Override
    @SuppressWarnings("unchecked") // it came from there
    public void ungetService(
        Bundle user, ServiceRegistration<Object> registration, Object service) {
      BundleContext context = user.getBundleContext();
      if (context != null) {
        context.getServiceObjects((ServiceReference<Object>) original).ungetService(service);
      }
    }
  }
}

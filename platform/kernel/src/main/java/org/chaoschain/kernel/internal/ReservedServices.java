// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.random.EntropySource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.service.ListenerHook.ListenerInfo;

/**
 * Hides services of reserved types that come from bundles outside the feature, so that no plugin
 * can put itself in the place of the node's identity or its secure randomness, whatever ranking it
 * claims.
 */
final class ReservedServices implements FindHook, EventListenerHook {
  private static final Set<String> RESERVED =
      Set.of(EntropySource.class.getName(), Node.class.getName());

  private final Predicate<Bundle> trusted;

  ReservedServices(Predicate<Bundle> trusted) {
    this.trusted = trusted;
  }

  @Override
  public void find(
      BundleContext context,
      String name,
      String filter,
      boolean allServices,
      Collection<ServiceReference<?>> references) {
    if (name == null || RESERVED.contains(name)) {
      references.removeIf(this::hidden);
    }
  }

  @Override
  public void event(ServiceEvent event, Map<BundleContext, Collection<ListenerInfo>> listeners) {
    if (hidden(event.getServiceReference())) {
      listeners.clear();
    }
  }

  private boolean hidden(ServiceReference<?> reference) {
    String[] types = (String[]) reference.getProperty(Constants.OBJECTCLASS);
    if (Arrays.stream(types).noneMatch(RESERVED::contains)) {
      return false;
    }
    Bundle owner = reference.getBundle();
    return owner == null || !trusted.test(owner);
  }
}

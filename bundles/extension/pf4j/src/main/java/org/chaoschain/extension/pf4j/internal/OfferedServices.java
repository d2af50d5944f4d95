// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import java.util.List;
import java.util.random.RandomGenerator;
import org.chaoschain.api.agent.AgentDirectory;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.message.Messenger;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.plugin.PluginContext;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * The services of the node that constructors of a plugin may ask for, each a parameter of its type.
 * They are taken in the name of the carrier, so the plugin gets those that are its own.
 */
final class OfferedServices {
  /** All of them. */
  static final List<Class<?>> TYPES =
      List.of(
          PluginContext.class,
          Clock.class,
          Scheduler.class,
          RandomGenerator.class,
          Metrics.class,
          Events.class,
          Messenger.class,
          AgentDirectory.class);

  private final BundleContext carrier;

  OfferedServices(BundleContext carrier) {
    this.carrier = carrier;
  }

  /**
   * The service of a type.
   *
   * @throws IllegalStateException if there is none
   */
  Object get(Class<?> type) {
    ServiceReference<?> reference = carrier.getServiceReference(type.getName());
    Object service = reference == null ? null : carrier.getService(reference);
    if (service == null) {
      throw new IllegalStateException(
          "it needs the service %s, and this node has none".formatted(type.getName()));
    }
    return service;
  }
}

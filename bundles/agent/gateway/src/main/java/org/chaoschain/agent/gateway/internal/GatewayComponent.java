// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import java.io.IOException;
import java.util.Map;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.store.KeyValueStore;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Opens the gateway if the configuration has a port for it; else nothing of it is loaded. */
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.chaoschain.agent.gateway")
@Designate(ocd = GatewayConfiguration.class)
public final class GatewayComponent {
  private final AutoCloseable gateway;

  /**
   * Made by Declarative Services.
   *
   * @throws IOException if the store cannot be used
   * @throws LimitExceededException if the store has too many spaces
   */
  @Activate
  public GatewayComponent(
      BundleContext context,
      @Reference ConfigurationAdmin configurations,
      @Reference Node node,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics,
      @Reference Events events,
      @Reference EntropySource entropy,
      @Reference KeyValueStore store,
      GatewayConfiguration configuration)
      throws IOException, LimitExceededException {
    NodeServices services =
        new NodeServices(
            context, configurations, node, clock, scheduler, metrics, events, entropy, store);
    gateway = configuration.port() < 0 ? () -> {} : open(services, configuration);
  }

  /** What cannot be done is told, and does not keep the node from starting. */
  private static AutoCloseable open(NodeServices services, GatewayConfiguration configuration)
      throws IOException, LimitExceededException {
    try {
      return new OpenGateway(services, configuration);
    } catch (IllegalArgumentException e) {
      services
          .events()
          .publish(
              new Event(
                  Event.Category.OPERATION,
                  Event.Severity.CRITICAL,
                  "gateway.misconfigured",
                  "the gateway is closed: " + e.getMessage(),
                  Map.of()));
      return () -> {};
    }
  }

  @Deactivate
  void deactivate() throws Exception {
    gateway.close();
  }
}

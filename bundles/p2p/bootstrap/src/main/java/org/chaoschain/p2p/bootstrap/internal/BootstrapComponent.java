// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.bootstrap.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.discovery.DiscoverySink;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.host.NameResolver;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.multiaddr.Protocol;
import org.chaoschain.p2p.bootstrap.core.Backoff;
import org.chaoschain.p2p.bootstrap.core.BootstrapDiscovery;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Finds the first peers by the addresses of the configuration. */
@Component(
    service = {Discovery.class, ConnectionListener.class},
    configurationPid = "org.chaoschain.p2p.bootstrap")
@Designate(ocd = BootstrapComponent.Settings.class)
public final class BootstrapComponent implements Discovery, ConnectionListener {
  /** The settings of bootstrap. */
  @ObjectClassDefinition(name = "Bootstrap discovery", description = "The first peers")
  public @interface Settings {
    /** The addresses. */
    @AttributeDefinition(
        description = "Multiaddrs with /p2p/<peer id>, or /dnsaddr/<name>, separated by commas",
        required = false)
    String[] peers() default {};

    /** The first pause. */
    @AttributeDefinition(description = "The pause after the first attempt that failed")
    String backoff_first() default "250ms";

    /** The longest pause. */
    @AttributeDefinition(description = "The longest pause between attempts")
    String backoff_last() default "1m";
  }

  private static final double JITTER = 0.3;

  private final BootstrapDiscovery discovery;

  /** Made by Declarative Services. */
  @Activate
  public BootstrapComponent(
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference RandomGenerator random,
      @Reference NameResolver resolver,
      @Reference Metrics metrics,
      @Reference Events events,
      Settings settings) {
    this.discovery =
        new BootstrapDiscovery(
            addresses(settings.peers(), events),
            new Backoff(
                TimeSpan.parse(settings.backoff_first()),
                TimeSpan.parse(settings.backoff_last()),
                JITTER),
            clock,
            scheduler,
            random,
            resolver,
            metrics);
  }

  private static List<Multiaddr> addresses(String[] texts, Events events) {
    List<Multiaddr> good = new ArrayList<>();
    for (String text : texts) {
      if (text.isBlank()) {
        continue;
      }
      String problem;
      try {
        Multiaddr address = Multiaddr.parse(text.strip());
        if (address.peerId().isPresent() || address.first(Protocol.DNSADDR).isPresent()) {
          good.add(address);
          continue;
        }
        problem = "it names no peer; append /p2p/<peer id>";
      } catch (IllegalArgumentException e) {
        problem = e.getMessage();
      }
      events.publish(
          Event.warning(
              "p2p.bootstrap.malformed",
              "The bootstrap address '%s' is left out: %s. The key p2p.bootstrap.peers sets the addresses"
                  .formatted(text, problem),
              java.util.Map.of("address", text)));
    }
    return good;
  }

  @Override
  public String name() {
    return discovery.name();
  }

  @Override
  public void start(DiscoverySink sink) {
    discovery.start(sink);
  }

  @Override
  public void wanted(int peers) {
    discovery.wanted(peers);
  }

  @Override
  public void stop() {
    discovery.stop();
  }

  @Override
  public void onConnected(Connection connection) {
    discovery.onConnected(connection);
  }

  @Override
  public void onDisconnected(Connection connection, CloseReason reason) {
    discovery.onDisconnected(connection, reason);
  }
}

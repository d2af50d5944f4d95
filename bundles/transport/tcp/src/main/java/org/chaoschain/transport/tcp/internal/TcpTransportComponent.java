// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.tcp.internal;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.chaoschain.api.config.ByteSize;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.transport.Listener;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.p2p.api.transport.TransportConnection;
import org.chaoschain.transport.tcp.TcpSettings;
import org.chaoschain.transport.tcp.TcpTransport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Offers the TCP transport with the node's configuration. */
@Component(service = Transport.class, configurationPid = TcpTransportComponent.PID)
@Designate(ocd = TcpTransportConfiguration.class)
public final class TcpTransportComponent implements Transport {
  static final String PID = "org.chaoschain.transport.tcp";

  /** What the event loops may take to end after the drain. */
  private static final Duration LOOPS_END = Duration.ofSeconds(3);

  private final TcpSettings settings;
  private final TcpTransport transport;

  /** Called by Declarative Services. */
  @Activate
  public TcpTransportComponent(
      @Reference Metrics metrics, TcpTransportConfiguration configuration) {
    this.settings = settings(configuration);
    this.transport = new TcpTransport(settings, metrics);
  }

  private static TcpSettings settings(TcpTransportConfiguration configuration) {
    return new TcpSettings(
        configuration.threads(),
        configuration.backlog(),
        configuration.max_connections(),
        size(configuration.write_low_water()),
        size(configuration.write_high_water()),
        size(configuration.write_limit()),
        configuration.no_delay(),
        TimeSpan.parse(configuration.dial_timeout()),
        TimeSpan.parse(configuration.close_timeout()),
        TimeSpan.parse(configuration.drain_timeout()),
        configuration.reads_per_turn());
  }

  private static int size(String text) {
    return Math.toIntExact(ByteSize.parse(text).bytes());
  }

  /**
   * Begins to drain, and returns at once: this may run inside the unregistration of the service,
   * and the next transport waits for that. {@link DrainActivator} waits for the end.
   */
  @Deactivate
  void deactivate() {
    DrainActivator.begun(transport.stop(), settings.drainTimeout().plus(LOOPS_END));
  }

  @Override
  public String name() {
    return transport.name();
  }

  @Override
  public boolean supports(Multiaddr address) {
    return transport.supports(address);
  }

  @Override
  public CompletionStage<TransportConnection> dial(Multiaddr address) {
    return transport.dial(address);
  }

  @Override
  public CompletionStage<TransportConnection> dial(Multiaddr address, CompletionStage<?> over) {
    return transport.dial(address, over);
  }

  @Override
  public CompletionStage<Listener> listen(
      Multiaddr address, Consumer<TransportConnection> acceptor) {
    return transport.listen(address, acceptor);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.memory.internal;

import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.chaoschain.api.config.ByteSize;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.transport.Listener;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.p2p.api.transport.TransportConnection;
import org.chaoschain.transport.memory.core.LinkModel;
import org.chaoschain.transport.memory.core.MemoryNetwork;
import org.chaoschain.transport.memory.core.MemorySettings;
import org.chaoschain.transport.memory.core.MemoryTransport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the memory transport in a network of its own. */
@Component(service = Transport.class, configurationPid = MemoryTransportComponent.PID)
@Designate(ocd = MemoryTransportConfiguration.class)
public final class MemoryTransportComponent implements Transport {
  static final String PID = "org.chaoschain.transport.memory";

  private static final Logger LOG = LoggerFactory.getLogger(MemoryTransportComponent.class);

  private final String node;
  private final MemoryNetwork network;
  private final MemoryTransport transport;

  /** Called by Declarative Services. */
  @Activate
  public MemoryTransportComponent(
      @Reference Node node,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics,
      MemoryTransportConfiguration configuration) {
    this.node = node.name();
    this.network = new MemoryNetwork(LinkModel.DIRECT);
    this.transport =
        new MemoryTransport(
            network,
            this.node,
            scheduler,
            metrics,
            settings(configuration),
            ByteBufAllocator.DEFAULT);
  }

  private static MemorySettings settings(MemoryTransportConfiguration configuration) {
    return new MemorySettings(
        size(configuration.write_low_water()),
        size(configuration.write_high_water()),
        size(configuration.write_limit()),
        size(configuration.window()),
        configuration.max_connections(),
        TimeSpan.parse(configuration.dial_timeout()),
        TimeSpan.parse(configuration.close_timeout()));
  }

  private static int size(String text) {
    return Math.toIntExact(ByteSize.parse(text).bytes());
  }

  /** Nobody can be reached any more, so what is open is lost. */
  @Deactivate
  void deactivate() {
    LOG.debug(
        "memory transport of {} stops, {} connections are lost", node, network.cut(node, node));
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
  public CompletionStage<Listener> listen(
      Multiaddr address, Consumer<TransportConnection> acceptor) {
    return transport.listen(address, acceptor);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.api.isolation.SwapEffects;
import org.chaoschain.p2p.api.muxer.StreamMuxer;
import org.chaoschain.p2p.api.security.SecureChannel;
import org.chaoschain.p2p.api.transport.Transport;

/** What a change of a plugin would do to streams, connections and listeners. */
final class HostEffects implements SwapEffects {
  private final ProtocolTable protocols;
  private final Transports transports;
  private final Upgrader upgrader;
  private final ConnectionTable connections;
  private final Listeners listeners;
  private final Drains drains;

  HostEffects(
      ProtocolTable protocols,
      Transports transports,
      Upgrader upgrader,
      ConnectionTable connections,
      Listeners listeners,
      Drains drains) {
    this.protocols = protocols;
    this.transports = transports;
    this.upgrader = upgrader;
    this.connections = connections;
    this.listeners = listeners;
    this.drains = drains;
  }

  @Override
  public List<Effect> of(String plugin, Change change) {
    List<Effect> effects = new ArrayList<>();
    protocols
        .current()
        .forEach(
            (id, protocol) -> {
              long open =
                  protocol.origin().of(plugin)
                      ? connections.all().stream()
                          .mapToLong(c -> c.inboundStreams(id, protocol))
                          .sum()
                      : 0;
              if (open > 0) {
                effects.add(
                    new Effect(Kind.STREAMS_CLOSE, id, open, drains.expected(Drains.What.STREAMS)));
              }
            });
    for (Generation<Transport> transport : transports.active()) {
      if (transport.origin().of(plugin)) {
        listening(transport.service(), change, effects);
        draining(transport.service(), transport.service().name(), effects);
      }
    }
    for (Generation<?> carrier : upgrader.offered()) {
      if (carrier.origin().of(plugin)) {
        draining(carrier.service(), idOf(carrier.service()), effects);
      }
    }
    return List.copyOf(effects);
  }

  private void listening(Transport transport, Change change, List<Effect> effects) {
    Duration pause = change == Change.REMOVE ? Duration.ZERO : drains.expectedGap();
    listeners
        .boundBy(transport)
        .forEach(
            address -> effects.add(new Effect(Kind.LISTENER_PAUSES, address.toString(), 1, pause)));
  }

  private void draining(Object service, String name, List<Effect> effects) {
    long open = connections.all(connection -> connection.uses(service)).size();
    if (open > 0) {
      effects.add(
          new Effect(Kind.CONNECTIONS_DRAIN, name, open, drains.expected(Drains.What.CONNECTIONS)));
    }
  }

  private static String idOf(Object service) {
    return service instanceof SecureChannel channel
        ? channel.protocolId()
        : ((StreamMuxer) service).protocolId();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.connections.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;
import org.chaoschain.p2p.api.peer.PeerId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The control command {@code connections}: what each is worth, what protects it, and how fast it
 * is. It protects peers for the operator too.
 */
@Component(service = ControlCommand.class)
public final class ConnectionsCommand implements ControlCommand {
  private static final String TAG = "operator";

  private final KeeperComponent keeper;
  private final Host host;

  /** Made by Declarative Services. */
  @Activate
  public ConnectionsCommand(@Reference KeeperComponent keeper, @Reference Host host) {
    this.keeper = keeper;
    this.host = host;
  }

  @Override
  public String name() {
    return "connections";
  }

  @Override
  public String summary() {
    return "Lists what connections are worth, or protects a peer (arguments: protect, unprotect)";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    try {
      if (request.text("protect").isPresent()) {
        PeerId peer = PeerId.parse(request.requireText("protect"));
        keeper.protect(peer, TAG);
        reply.item(Map.of("protected", peer.toString()));
      } else if (request.text("unprotect").isPresent()) {
        PeerId peer = PeerId.parse(request.requireText("unprotect"));
        keeper.unprotect(peer, TAG);
        reply.item(Map.of("unprotected", peer.toString()));
      } else {
        list(reply);
      }
    } catch (IllegalArgumentException e) {
      throw ControlException.usage(e.getMessage());
    } catch (LimitExceededException e) {
      throw ControlException.refused(e.getMessage());
    }
  }

  private void list(ControlReply reply) throws ControlException {
    for (Connection connection : host.connections()) {
      PeerId peer = connection.remotePeer();
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("peer", peer.toString());
      item.put("direction", connection.initiator() ? "outbound" : "inbound");
      item.put(
          "prefix",
          IpPrefix.of(connection.remoteAddress(), 24, 48).map(IpPrefix::toString).orElse(""));
      item.put("value", keeper.value(peer));
      item.put("protected_by", List.copyOf(new TreeSet<>(keeper.protections(peer))));
      item.put("round_trip_ms", keeper.roundTrip(peer).map(t -> t.toNanos() / 1e6).orElse(null));
      item.put("missed_pings", keeper.misses(peer));
      item.put("memory", connection.scope().usage().memory());
      reply.item(item);
    }
  }
}

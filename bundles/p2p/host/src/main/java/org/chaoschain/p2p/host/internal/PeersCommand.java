// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerStore;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The control command {@code peers}: one item for each connection. */
@Component(service = ControlCommand.class)
public final class PeersCommand implements ControlCommand {
  private final Host host;
  private final PeerStore peerStore;

  /** Made by Declarative Services. */
  @Activate
  public PeersCommand(@Reference Host host, @Reference PeerStore peerStore) {
    this.host = host;
    this.peerStore = peerStore;
  }

  @Override
  public String name() {
    return "peers";
  }

  @Override
  public String summary() {
    return "Lists the connected peers";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    for (Connection connection : host.connections()) {
      Map<String, Object> peer = new LinkedHashMap<>();
      peer.put("peer", connection.remotePeer().toString());
      peer.put("address", connection.remoteAddress().toString());
      peer.put("direction", connection.initiator() ? "outbound" : "inbound");
      peer.put("security", connection.security());
      peer.put("muxer", connection.muxer());
      peer.put("early_muxer", connection.earlyMuxer());
      peer.put("key_type", connection.remoteKey().type().toString());
      peer.put("agent_version", peerStore.agentVersion(connection.remotePeer()).orElse(""));
      peer.put("streams", connection.streams().size());
      peer.put("opened_at", connection.openedAt().toString());
      peer.put("protocols", List.copyOf(peerStore.protocols(connection.remotePeer())));
      reply.item(peer);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The control command {@code connect}: dials an address, or disconnects a peer. */
@Component(service = ControlCommand.class)
public final class ConnectCommand implements ControlCommand {
  private final Host host;

  /** Made by Declarative Services. */
  @Activate
  public ConnectCommand(@Reference Host host) {
    this.host = host;
  }

  @Override
  public String name() {
    return "connect";
  }

  @Override
  public String summary() {
    return "Dials a peer (argument: address with /p2p/…), or ends its connections (argument: disconnect)";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    try {
      if (request.text("disconnect").isPresent()) {
        PeerId peer = PeerId.parse(request.requireText("disconnect"));
        host.disconnect(peer, CloseReason.LOCAL);
        reply.item(Map.of("disconnected", peer.toString()));
        return;
      }
      Multiaddr address = Multiaddr.parse(request.requireText("address"));
      PeerId peer =
          address
              .peerId()
              .orElseThrow(
                  () -> ControlException.usage(address + " names no peer; append /p2p/<peer id>"));
      Connection connection =
          host.connect(new AddressInfo(peer, List.of(address))).toCompletableFuture().get();
      reply.item(Map.of("peer", peer.toString(), "address", connection.remoteAddress().toString()));
    } catch (IllegalArgumentException e) {
      throw ControlException.usage(e.getMessage());
    } catch (ExecutionException e) {
      throw ControlException.failed(e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ControlException.failed("interrupted");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.tcp;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.transport.Listener;

/** A bound server socket. */
final class TcpListener implements Listener {
  private final Channel server;
  private final Multiaddr address;

  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  TcpListener(Channel server) {
    this.server = server;
    this.address = SocketAddresses.toMultiaddr((InetSocketAddress) server.localAddress());
    server.closeFuture().addListener(done -> closed.complete(null));
  }

  @Override
  public Multiaddr address() {
    return address;
  }

  @Override
  public CompletionStage<Void> close() {
    if (server.isOpen()) {
      server.close();
    }
    return closed;
  }
}

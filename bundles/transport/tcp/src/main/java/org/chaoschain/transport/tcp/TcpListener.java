// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.tcp;

import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.transport.Listener;

/** A bound server socket. */
final class TcpListener implements Listener {
  private static final long LOOK_AGAIN_MILLIS = 1;

  private final TcpServerChannel server;
  private final Multiaddr address;

  private final CompletableFuture<Void> free = new CompletableFuture<>();

  TcpListener(TcpServerChannel server) {
    this.server = server;
    this.address = SocketAddresses.toMultiaddr(server.localAddress());
    server.closeFuture().addListener(done -> awaitFree());
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
    return free;
  }

  private void awaitFree() {
    // a loop that ends drops its tasks, and closes what is left
    server.eventLoop().terminationFuture().addListener(ended -> free.complete(null));
    look();
  }

  private void look() {
    if (server.released()) {
      free.complete(null);
      return;
    }
    EventLoop loop = server.eventLoop();
    try {
      loop.schedule(this::look, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // the loop ends; it tells
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.memory.core;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.transport.Listener;
import org.chaoschain.p2p.api.transport.TransportConnection;

/** A name on which a {@link MemoryTransport} accepts. */
final class MemoryListener implements Listener {
  private final MemoryTransport owner;
  private final String name;
  private final Multiaddr address;
  private final Consumer<TransportConnection> acceptor;

  MemoryListener(
      MemoryTransport owner,
      String name,
      Multiaddr address,
      Consumer<TransportConnection> acceptor) {
    this.owner = owner;
    this.name = name;
    this.address = address;
    this.acceptor = acceptor;
  }

  MemoryTransport owner() {
    return owner;
  }

  Consumer<TransportConnection> acceptor() {
    return acceptor;
  }

  boolean bound() {
    return owner.network().listener(name).filter(this::equals).isPresent();
  }

  @Override
  public Multiaddr address() {
    return address;
  }

  @Override
  public CompletionStage<Void> close() {
    owner.network().unbind(name, this);
    return CompletableFuture.completedFuture(null);
  }
}

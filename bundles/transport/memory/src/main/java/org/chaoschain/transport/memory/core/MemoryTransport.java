// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.memory.core;

import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.multiaddr.Protocol;
import org.chaoschain.p2p.api.transport.Listener;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.p2p.api.transport.TransportConnection;
import org.chaoschain.p2p.api.transport.TransportException;

/**
 * Carries bytes between the nodes of one {@link MemoryNetwork}. Addresses are {@code
 * /memory/<name>}, where the name {@code 0} asks for a free one. Safe for use by many threads.
 */
public final class MemoryTransport implements Transport {
  private static final String ANY = "0";

  private final MemoryNetwork network;
  private final End.Surroundings surroundings;
  private final Limit maxConnections;
  private final AtomicInteger inbound = new AtomicInteger();

  /**
   * Makes the transport of one node.
   *
   * @param network the network it belongs to
   * @param node the node's name in that network, by which {@link LinkModel} and {@link
   *     MemoryNetwork#cut} know it
   * @param allocator makes the buffers that are read
   */
  public MemoryTransport(
      MemoryNetwork network,
      String node,
      Scheduler scheduler,
      Metrics metrics,
      MemorySettings settings,
      ByteBufAllocator allocator) {
    this.network = network;
    this.surroundings = new End.Surroundings(node, scheduler, metrics, settings, allocator);
    this.maxConnections =
        metrics.limit(
            MemorySettings.PREFIX + "max.connections", settings.maxConnections(), "connections");
  }

  MemoryNetwork network() {
    return network;
  }

  End.Surroundings surroundings() {
    return surroundings;
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public boolean supports(Multiaddr address) {
    Multiaddr bare = address.withoutPeer();
    return bare.components().size() == 1 && bare.has(Protocol.MEMORY);
  }

  @Override
  public CompletionStage<Listener> listen(
      Multiaddr address, Consumer<TransportConnection> acceptor) {
    if (!supports(address)) {
      return CompletableFuture.failedFuture(unsupported(address));
    }
    String asked = nameOf(address);
    String name = asked.equals(ANY) ? network.freeName() : asked;
    MemoryListener listener = new MemoryListener(this, name, addressOf(name), acceptor);
    if (!network.bind(name, listener)) {
      return CompletableFuture.failedFuture(
          new TransportException(
              "cannot listen on %s: the address is in use; close the other listener or ask for /memory/0"
                  .formatted(address)));
    }
    return CompletableFuture.completedFuture(listener);
  }

  @Override
  public CompletionStage<TransportConnection> dial(Multiaddr address) {
    if (!supports(address)) {
      return CompletableFuture.failedFuture(unsupported(address));
    }
    MemoryListener target = network.listener(nameOf(address)).orElse(null);
    if (target == null) {
      return CompletableFuture.failedFuture(refused(address, "nobody listens there"));
    }
    End from = End.of(surroundings, addressOf(network.freeName()), target.address());
    return new Dial(from, target, network).start();
  }

  /**
   * Whether one more inbound connection is within the limit; it is counted as open then.
   *
   * @return a message for the dialler if not, else null
   */
  String admit(Multiaddr remote) {
    int open = inbound.incrementAndGet();
    if (maxConnections.allows(open)) {
      surroundings.metrics().counter(MemorySettings.PREFIX + "accepted").increment();
      return null;
    }
    release();
    return maxConnections.refuse("inbound connection from " + remote, open).getMessage();
  }

  /** An inbound connection has ended. */
  void release() {
    inbound.decrementAndGet();
  }

  static TransportException refused(Multiaddr address, String why) {
    return new TransportException("cannot dial %s: connection refused, %s".formatted(address, why));
  }

  private static TransportException unsupported(Multiaddr address) {
    return new TransportException(
        "the memory transport does not support %s; it takes /memory/<name>".formatted(address));
  }

  private static String nameOf(Multiaddr address) {
    return address.first(Protocol.MEMORY).orElseThrow().value();
  }

  private static Multiaddr addressOf(String name) {
    return Multiaddr.EMPTY.with(Protocol.MEMORY, name);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.multiaddr.Protocol;
import org.chaoschain.p2p.api.transport.Listener;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.p2p.api.transport.TransportConnection;
import org.chaoschain.testkit.sim.SimNetwork;

/** Simulated links under IPv4 addresses: {@code /ip4/10.0.0.1/tcp/1} is one node. */
final class IpOverMemory {
  private final SimNetwork network;
  private final Map<Multiaddr, Multiaddr> dialledFrom = new ConcurrentHashMap<>();

  IpOverMemory(SimNetwork network) {
    this.network = network;
  }

  /** The address of a node. */
  static String address(String ip) {
    return "/ip4/" + ip + "/tcp/1";
  }

  /** The transport of the node with an IP. */
  Transport transport(String ip) {
    return new Mapped(network.transport(ip), Multiaddr.parse(address(ip)));
  }

  private static Multiaddr inner(Multiaddr address) {
    return Multiaddr.EMPTY.with(Protocol.MEMORY, address.first(Protocol.IP4).orElseThrow().value());
  }

  private final class Mapped implements Transport {
    private final Transport below;
    private final Multiaddr own;

    Mapped(Transport below, Multiaddr own) {
      this.below = below;
      this.own = own;
    }

    @Override
    public String name() {
      return "ip-over-memory";
    }

    @Override
    public boolean supports(Multiaddr address) {
      return address.has(Protocol.IP4);
    }

    @Override
    public CompletionStage<TransportConnection> dial(Multiaddr address) {
      return below
          .dial(inner(address))
          .thenApply(
              raw -> {
                dialledFrom.put(raw.localAddress(), own);
                return new Named(raw, own, address.withoutPeer());
              });
    }

    @Override
    public CompletionStage<Listener> listen(
        Multiaddr address, Consumer<TransportConnection> acceptor) {
      return below
          .listen(inner(address), raw -> acceptor.accept(new Named(raw, own, raw.remoteAddress())))
          .thenApply(
              listener ->
                  new Listener() {
                    @Override
                    public Multiaddr address() {
                      return address;
                    }

                    @Override
                    public CompletionStage<Void> close() {
                      return listener.close();
                    }
                  });
    }
  }

  private final class Named implements TransportConnection {
    private final TransportConnection raw;
    private final Multiaddr local;
    private final Multiaddr remote;

    Named(TransportConnection raw, Multiaddr local, Multiaddr remote) {
      this.raw = raw;
      this.local = local;
      this.remote = remote;
    }

    @Override
    public Multiaddr localAddress() {
      return local;
    }

    @Override
    public Multiaddr remoteAddress() {
      return dialledFrom.getOrDefault(remote, remote);
    }

    @Override
    public SerialExecutor executor() {
      return raw.executor();
    }

    @Override
    public void handler(DuplexHandler handler) {
      raw.handler(handler);
    }

    @Override
    public void reading(boolean on) {
      raw.reading(on);
    }

    @Override
    public void unread(ByteBuf data) {
      raw.unread(data);
    }

    @Override
    public boolean write(ByteBuf data) {
      return raw.write(data);
    }

    @Override
    public boolean writable() {
      return raw.writable();
    }

    @Override
    public void closeWrite() {
      raw.closeWrite();
    }

    @Override
    public void close() {
      raw.close();
    }

    @Override
    public void reset(CloseReason reason) {
      raw.reset(reason);
    }

    @Override
    public boolean closed() {
      return raw.closed();
    }
  }
}

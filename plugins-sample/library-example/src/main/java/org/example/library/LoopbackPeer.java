// SPDX-License-Identifier: Apache-2.0
package org.example.library;

import io.netty.buffer.ByteBufAllocator;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.time.Clock;
import org.chaoschain.ops.system.CountingMetrics;
import org.chaoschain.ops.system.DispatchedEvents;
import org.chaoschain.ops.system.SchedulerLimits;
import org.chaoschain.ops.system.SecureEntropy;
import org.chaoschain.ops.system.SystemClock;
import org.chaoschain.ops.system.ThreadRandom;
import org.chaoschain.ops.system.ThreadScheduler;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.host.core.HostConfig;
import org.chaoschain.p2p.host.core.HostEnvironment;
import org.chaoschain.p2p.host.core.P2pHost;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.p2p.ping.core.PingResponder;
import org.chaoschain.p2p.ping.core.Pinger;
import org.chaoschain.transport.noise.core.NoiseChannel;
import org.chaoschain.transport.noise.core.NoiseConfig;
import org.chaoschain.transport.tcp.TcpSettings;
import org.chaoschain.transport.tcp.TcpTransport;
import org.chaoschain.transport.yamux.core.YamuxConfig;
import org.chaoschain.transport.yamux.core.YamuxMuxer;

/** A libp2p peer on a free port of loopback: what a feature file wires, wired by hand. */
public final class LoopbackPeer implements AutoCloseable {
  private static final int MAX_METERS = 10_000;
  private static final int MAX_EVENTS = 1_000;

  private final CountingMetrics metrics = new CountingMetrics(MAX_METERS);
  private final ThreadScheduler scheduler =
      new ThreadScheduler(SchedulerLimits.defaults(), metrics);
  private final TcpTransport tcp = new TcpTransport(TcpSettings.DEFAULT, metrics);
  private final CompletableFuture<List<Multiaddr>> addresses = new CompletableFuture<>();
  private final P2pHost host;
  private final Pinger pinger;

  /** Begins to listen, and offers ping and these protocols. */
  public LoopbackPeer(StreamProtocol... protocols) {
    Clock clock = new SystemClock();
    EntropySource entropy = new SecureEntropy();
    ByteBufAllocator buffers = ByteBufAllocator.DEFAULT;
    PrivateKey key = PrivateKey.generate(KeyType.ED25519, entropy);
    host =
        new P2pHost(
            HostConfig.defaults(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))),
            new HostEnvironment(
                key,
                clock,
                scheduler,
                metrics,
                new DispatchedEvents(MAX_EVENTS, clock, scheduler, metrics),
                address -> CompletableFuture.completedFuture(List.of(address)),
                () -> List.of(InetAddress.getLoopbackAddress())));
    pinger =
        new Pinger(host, clock, scheduler, new ThreadRandom(), metrics, Duration.ofSeconds(10));
    host.addSecureChannel(
        new NoiseChannel(key, entropy, scheduler, metrics, NoiseConfig.DEFAULTS, buffers));
    host.addMuxer(new YamuxMuxer(scheduler, clock, metrics, YamuxConfig.DEFAULT, buffers));
    host.addProtocol(new PingResponder(metrics));
    for (StreamProtocol protocol : protocols) {
      host.addProtocol(protocol);
    }
    host.addHostListener(
        changed -> {
          if (!changed.announcedAddresses().isEmpty()) {
            addresses.complete(changed.announcedAddresses());
          }
        });
    host.addTransport(tcp);
  }

  /** Peers, connections and streams. */
  public Host host() {
    return host;
  }

  /** Connects to another peer of this machine, once that one listens. */
  public CompletionStage<Connection> connect(LoopbackPeer other) {
    return other.addresses.thenCompose(
        known -> host.connect(new AddressInfo(other.host.peerId(), known)));
  }

  /** Round trips to a connected peer. */
  public CompletionStage<List<Duration>> ping(LoopbackPeer other, int count) {
    return pinger.ping(other.host.peerId(), count);
  }

  @Override
  public void close() {
    host.stop();
    tcp.stop().toCompletableFuture().join();
    scheduler.close();
  }
}

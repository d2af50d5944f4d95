// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.peer;

import io.netty.buffer.PooledByteBufAllocator;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.ops.system.CountingMetrics;
import org.chaoschain.ops.system.SchedulerLimits;
import org.chaoschain.ops.system.SecureEntropy;
import org.chaoschain.ops.system.SystemClock;
import org.chaoschain.ops.system.ThreadScheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.PubSub;
import org.chaoschain.p2p.gossipsub.core.GossipConfig;
import org.chaoschain.p2p.gossipsub.core.Gossipsub;
import org.chaoschain.p2p.gossipsub.core.Networks;
import org.chaoschain.p2p.host.core.HostConfig;
import org.chaoschain.p2p.host.core.HostEnvironment;
import org.chaoschain.p2p.host.core.P2pHost;
import org.chaoschain.p2p.identify.core.IdentifyConfig;
import org.chaoschain.p2p.identify.core.IdentifyProtocol;
import org.chaoschain.p2p.identity.core.PeerRecordSource;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.p2p.perf.core.PerfLimits;
import org.chaoschain.p2p.perf.core.PerfServer;
import org.chaoschain.transport.noise.core.NoiseChannel;
import org.chaoschain.transport.noise.core.NoiseConfig;
import org.chaoschain.transport.tcp.TcpSettings;
import org.chaoschain.transport.tcp.TcpTransport;
import org.chaoschain.transport.yamux.core.YamuxConfig;
import org.chaoschain.transport.yamux.core.YamuxMuxer;

/**
 * A host with the shipped layers over TCP, and the protocols that are measured. All hosts of a
 * process share threads and meters, as the services of a node do.
 */
final class BenchNode implements AutoCloseable {
  private static final long PATIENCE_S = 60;
  private static final int MAX_INBOUND = 16;
  private static final Duration PERF_TIMEOUT = Duration.ofMinutes(10);

  /** What the hosts of a process share. */
  static final class Shared {
    final Clock clock = new SystemClock();
    final Metrics metrics = new CountingMetrics(CountingMetrics.DEFAULT_MAX_METERS);
    final ThreadScheduler scheduler = new ThreadScheduler(SchedulerLimits.defaults(), metrics);
  }

  final P2pHost host;
  final Shared shared;
  private final SecureEntropy entropy = new SecureEntropy();
  private final PrivateKey key = PrivateKey.generate(KeyType.ED25519, entropy);
  private final TcpTransport tcp;

  private BenchNode(Shared shared, List<Multiaddr> listen) {
    this.shared = shared;
    this.host =
        new P2pHost(
            HostConfig.defaults(listen),
            new HostEnvironment(
                key,
                shared.clock,
                shared.scheduler,
                shared.metrics,
                event -> {},
                address -> CompletableFuture.completedFuture(List.of(address)),
                () -> List.of(InetAddress.getLoopbackAddress())));
    PooledByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    host.addSecureChannel(
        new NoiseChannel(
            key, entropy, shared.scheduler, shared.metrics, NoiseConfig.DEFAULTS, allocator));
    host.addMuxer(
        new YamuxMuxer(
            shared.scheduler, shared.clock, shared.metrics, YamuxConfig.DEFAULT, allocator));
    this.tcp = new TcpTransport(TcpSettings.DEFAULT, shared.metrics);
    host.addTransport(tcp);
  }

  /** A host that dials only. */
  static BenchNode client(Shared shared) {
    return new BenchNode(shared, List.of());
  }

  /** A host that listens on a free port of loopback, and offers perf and an echo. */
  static BenchNode server(Shared shared) throws InterruptedException {
    BenchNode node = new BenchNode(shared, List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")));
    node.host.addProtocol(
        new PerfServer(
            peer -> true,
            new PerfLimits(Long.MAX_VALUE, 4, PERF_TIMEOUT),
            shared.scheduler,
            shared.metrics));
    node.host.addProtocol(new EchoProtocol());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (node.host.listenAddresses().isEmpty()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("the host does not listen");
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return node;
  }

  /** Adds publish and subscribe, with the identify that it learns of peers by. */
  PubSub pubSub() {
    PeerRecordSource records = new PeerRecordSource(key, shared.clock);
    IdentifyProtocol identify =
        new IdentifyProtocol(
            IdentifyConfig.defaults("chaoschain/bench"),
            host,
            host.peerStore(),
            key,
            records,
            shared.clock,
            shared.scheduler,
            shared.metrics);
    Gossipsub pubSub =
        new Gossipsub(
            key.peerId(),
            GossipConfig.DEFAULT,
            new Networks(List.of("127.0.0.0/8", "::1/128")),
            MAX_INBOUND,
            Gossipsub.Environment.of(
                host,
                host.peerStore(),
                shared.clock,
                shared.scheduler,
                new SplittableRandom(),
                shared.metrics));
    host.addProtocol(identify);
    host.addConnectionListener(identify);
    host.addHostListener(identify);
    host.addProtocol(pubSub);
    host.addConnectionListener(pubSub);
    host.addPeerStoreListener(pubSub);
    return pubSub;
  }

  /** Where it can be dialled, with its peer id. */
  String address() {
    return host.listenAddresses().get(0).withPeer(host.peerId()).toString();
  }

  /** Connects, or gives the connection that there is. */
  Connection connect(String address) {
    Multiaddr target = Multiaddr.parse(address);
    PeerId peer = target.peerId().orElseThrow();
    return await(host.connect(new AddressInfo(peer, List.of(target))));
  }

  /** Connects and closes; the host has forgotten the connection when it returns. */
  void connectOnce(String address) {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    ConnectionListener listener =
        new ConnectionListener() {
          @Override
          public void onConnected(Connection connection) {}

          @Override
          public void onDisconnected(Connection connection, CloseReason reason) {
            closed.complete(null);
          }
        };
    host.addConnectionListener(listener);
    connect(address).close(CloseReason.LOCAL);
    await(closed);
    host.removeConnectionListener(listener);
  }

  /** Waits for a stage. */
  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE_S * 10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("it has not ended in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    host.stop();
    await(tcp.stop());
  }
}

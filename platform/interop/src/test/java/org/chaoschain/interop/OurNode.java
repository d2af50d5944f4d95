// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.interop;

import io.netty.buffer.PooledByteBufAllocator;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.ops.system.CountingMetrics;
import org.chaoschain.ops.system.SchedulerLimits;
import org.chaoschain.ops.system.SecureEntropy;
import org.chaoschain.ops.system.SystemClock;
import org.chaoschain.ops.system.ThreadRandom;
import org.chaoschain.ops.system.ThreadScheduler;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.perf.core.PerfClient;
import org.chaoschain.p2p.perf.core.PerfLimits;
import org.chaoschain.p2p.perf.core.PerfServer;
import org.chaoschain.testkit.p2p.NodeServices;
import org.chaoschain.testkit.p2p.P2pNode;
import org.chaoschain.transport.tcp.TcpSettings;
import org.chaoschain.transport.tcp.TcpTransport;

/** The node under test: the shipped classes over real TCP, with an echo protocol. */
final class OurNode implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 60;

  final P2pNode node;
  final Metrics metrics = new CountingMetrics(10_000);
  final PerfClient perf;
  private final ThreadScheduler scheduler;
  private final TcpTransport tcp;

  OurNode(KeyType keyType) {
    this(plan -> plan.withKeyType(keyType));
  }

  OurNode(UnaryOperator<P2pNode.Plan> change) {
    scheduler = new ThreadScheduler(SchedulerLimits.defaults(), metrics);
    tcp = new TcpTransport(TcpSettings.DEFAULT, metrics);
    Events events = event -> System.out.println(event.message());
    NodeServices services =
        new NodeServices(
            new SystemClock(),
            scheduler,
            new ThreadRandom(),
            new SecureEntropy(),
            metrics,
            events,
            PooledByteBufAllocator.DEFAULT);
    node = change.apply(P2pNode.Plan.of(services, tcp, "/ip4/127.0.0.1/tcp/0")).start();
    node.host.addProtocol(new EchoProtocol(EchoProtocol.ID));
    perf = new PerfClient(new SystemClock(), scheduler, Duration.ofSeconds(DEADLINE_SECONDS));
    await(() -> !node.host.listenAddresses().isEmpty(), "listening");
  }

  /** Offers perf to one peer. */
  void servePerf(PeerId peer) {
    node.host.addProtocol(new PerfServer(peer::equals, PerfLimits.DEFAULT, scheduler, metrics));
  }

  String id() {
    return node.id().toString();
  }

  String address() {
    return node.addresses().get(0).toString();
  }

  /** Dials a peer. */
  PeerId dial(Peer peer) {
    return dial(peer.id(), peer.address());
  }

  /** Dials who is at an address. */
  PeerId dial(String peer, String address) {
    PeerId id = PeerId.parse(peer);
    await(node.host.connect(new AddressInfo(id, java.util.List.of(Multiaddr.parse(address)))));
    return id;
  }

  /** Waits for a stage. */
  <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("our node: " + e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("our node did not finish in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Waits for a condition. */
  void await(BooleanSupplier condition, String what) {
    Awaiting.until(condition, Duration.ofSeconds(DEADLINE_SECONDS), what);
  }

  @Override
  public void close() {
    node.close();
    await(tcp.stop());
    scheduler.close();
  }
}

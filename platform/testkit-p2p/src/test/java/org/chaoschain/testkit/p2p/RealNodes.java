// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.chaoschain.ops.system.CountingMetrics;
import org.chaoschain.ops.system.SchedulerLimits;
import org.chaoschain.ops.system.SecureEntropy;
import org.chaoschain.ops.system.SystemClock;
import org.chaoschain.ops.system.ThreadRandom;
import org.chaoschain.ops.system.ThreadScheduler;
import org.chaoschain.transport.tcp.TcpSettings;
import org.chaoschain.transport.tcp.TcpTransport;

/** Nodes over real TCP that share threads, clock and counters. */
final class RealNodes implements AutoCloseable {
  private static final long PATIENCE_S = 30;

  final CountingMetrics metrics = new CountingMetrics(10_000);
  final ThreadScheduler scheduler = new ThreadScheduler(SchedulerLimits.defaults(), metrics);
  private final TcpTransport tcp = new TcpTransport(TcpSettings.DEFAULT, metrics);
  private final List<P2pNode> nodes = new ArrayList<>();

  /** Starts a node that is connected with nobody but by the test. */
  synchronized P2pNode start(UnaryOperator<P2pNode.Plan> change) {
    NodeServices services =
        new NodeServices(
            new SystemClock(),
            scheduler,
            new ThreadRandom(),
            new SecureEntropy(),
            metrics,
            event -> {},
            PooledByteBufAllocator.DEFAULT);
    P2pNode node = change.apply(P2pNode.Plan.of(services, tcp, "/ip4/127.0.0.1/tcp/0")).start();
    node.host.removeDiscovery(node.peers);
    node.host.removeDiscovery(node.dht);
    nodes.add(node);
    await(() -> !node.host.listenAddresses().isEmpty(), "listening");
    return node;
  }

  /** Waits until something holds. */
  static void await(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("it takes longer than " + PATIENCE_S + " s: " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Override
  public void close() {
    nodes.forEach(P2pNode::close);
    tcp.stop();
    scheduler.close();
  }
}

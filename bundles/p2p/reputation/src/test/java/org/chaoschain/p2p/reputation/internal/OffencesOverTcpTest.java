// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.chaoschain.ops.system.CountingMetrics;
import org.chaoschain.ops.system.DispatchedEvents;
import org.chaoschain.ops.system.SchedulerLimits;
import org.chaoschain.ops.system.SecureEntropy;
import org.chaoschain.ops.system.SystemClock;
import org.chaoschain.ops.system.ThreadRandom;
import org.chaoschain.ops.system.ThreadScheduler;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.host.core.HostConfig;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.p2p.NodeServices;
import org.chaoschain.testkit.p2p.P2pNode;
import org.chaoschain.transport.tcp.TcpSettings;
import org.chaoschain.transport.tcp.TcpTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Over real sockets: a peer that goes on breaking protocols is let go of and not let in again. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class OffencesOverTcpTest {
  private static final int OFFENCES = 11;

  @TempDir Path folder;

  private final CountingMetrics metrics = new CountingMetrics(10_000);
  private final ThreadScheduler scheduler =
      new ThreadScheduler(SchedulerLimits.defaults(), metrics);
  private final SystemClock clock = new SystemClock();
  private final List<TcpTransport> transports = new ArrayList<>();
  private final List<P2pNode> nodes = new ArrayList<>();
  private final NodeServices services =
      new NodeServices(
          clock,
          scheduler,
          new ThreadRandom(),
          new SecureEntropy(),
          metrics,
          new DispatchedEvents(1_000, clock, scheduler, metrics),
          ByteBufAllocator.DEFAULT);

  private P2pNode start() {
    TcpTransport tcp = new TcpTransport(TcpSettings.DEFAULT, metrics);
    transports.add(tcp);
    String listen = "/ip4/127.0.0.1/tcp/0";
    P2pNode node =
        P2pNode.Plan.of(services, tcp, listen)
            .withHost(HostConfig.defaults(List.of(Multiaddr.parse(listen))).withTargetPeers(0))
            .start();
    nodes.add(node);
    await(() -> !node.host.listenAddresses().isEmpty());
    return node;
  }

  @AfterEach
  void close() throws Exception {
    nodes.forEach(P2pNode::close);
    for (TcpTransport tcp : transports) {
      tcp.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
    scheduler.close();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within 30 seconds").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  @Test
  void eleven_broken_streams_end_in_a_ban_that_outlives_the_node() throws Exception {
    P2pNode ada = start();
    P2pNode mallory = start();
    ReputationComponent reputation = Reputations.of(ada, services, folder);
    mallory.connect(ada).toCompletableFuture().get(20, TimeUnit.SECONDS);
    for (int i = 0; i < OFFENCES; i++) {
      Stream stream =
          mallory
              .host
              .newStream(ada.id(), List.of("/ipfs/ping/1.0.0"))
              .toCompletableFuture()
              .get(20, TimeUnit.SECONDS);
      stream.handler(ByteBuf::release);
      stream.reading(true);
      stream
          .executor()
          .execute(
              () -> {
                stream.write(Unpooled.wrappedBuffer(new byte[16]));
                stream.closeWrite();
              });
      double expected = -10 * (i + 0.5);
      await(() -> reputation.score(mallory.id()) < expected || reputation.banned(mallory.id()));
    }
    await(() -> reputation.banned(mallory.id()) && ada.host.connection(mallory.id()).isEmpty());
    assertThat(ada.connect(mallory)).failsWithin(Duration.ofSeconds(20));
    reputation.deactivate();
    try (BanStore kept = new BanStore(folder.resolve("bans.mv"))) {
      assertThat(kept.load()).extracting(ban -> ban.peer()).containsExactly(mallory.id());
    }
  }
}

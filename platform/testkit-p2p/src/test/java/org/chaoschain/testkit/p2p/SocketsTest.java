// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.chaoschain.api.metrics.Sample;
import org.chaoschain.ops.system.CountingMetrics;
import org.chaoschain.ops.system.DispatchedEvents;
import org.chaoschain.ops.system.SchedulerLimits;
import org.chaoschain.ops.system.SecureEntropy;
import org.chaoschain.ops.system.SystemClock;
import org.chaoschain.ops.system.ThreadRandom;
import org.chaoschain.ops.system.ThreadScheduler;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.resource.ResourceUsage;
import org.chaoschain.p2p.host.core.HostConfig;
import org.chaoschain.p2p.host.core.resource.AddressLimits;
import org.chaoschain.p2p.host.core.resource.ResourceLimits;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.transport.tcp.TcpSettings;
import org.chaoschain.transport.tcp.TcpTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Real TCP sockets: what hostile remotes get, and what is left of dials that were called off. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class SocketsTest {
  private static final ResourceLimits STRICT =
      ResourceLimits.DEFAULTS.withAddresses(new AddressLimits(8, 16, 24, 64, List.of()));

  private final CountingMetrics metrics = new CountingMetrics(10_000);
  private final ThreadScheduler scheduler =
      new ThreadScheduler(SchedulerLimits.defaults(), metrics);
  private final List<TcpTransport> transports = new ArrayList<>();
  private final List<P2pNode> nodes = new ArrayList<>();
  private final List<Socket> sockets = new ArrayList<>();

  private P2pNode start(ResourceLimits limits, HostConfig config) {
    SystemClock clock = new SystemClock();
    TcpTransport tcp = new TcpTransport(TcpSettings.DEFAULT, metrics);
    transports.add(tcp);
    NodeServices services =
        new NodeServices(
            clock,
            scheduler,
            new ThreadRandom(),
            new SecureEntropy(),
            metrics,
            new DispatchedEvents(1_000, clock, scheduler, metrics),
            ByteBufAllocator.DEFAULT);
    P2pNode node =
        P2pNode.Plan.of(services, tcp, "/ip4/127.0.0.1/tcp/0")
            .withHost(config)
            .withLimits(limits)
            .start();
    nodes.add(node);
    await(() -> !node.host.listenAddresses().isEmpty());
    return node;
  }

  private P2pNode start(ResourceLimits limits) {
    return start(limits, config());
  }

  private static HostConfig config() {
    return HostConfig.defaults(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))).withTargetPeers(0);
  }

  @AfterEach
  void close() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
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

  private double counted(String name, String key) {
    return metrics.samples().stream()
        .filter(s -> s.name().equals(name) && s.tags().getOrDefault("key", key).equals(key))
        .mapToDouble(Sample::value)
        .sum();
  }

  private double refused(String key) {
    return counted("limit.refused", "p2p.host.limits." + key);
  }

  private static int port(P2pNode node) {
    return Integer.parseInt(node.host.listenAddresses().get(0).components().get(1).value());
  }

  private Socket dial(String from, P2pNode node) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.bind(new InetSocketAddress(from, 0));
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port(node)));
    } catch (SocketException e) {
      socket.close(); // refused so fast that connect sees the reset
    }
    return socket;
  }

  private static ResourceUsage inUse(P2pNode node) {
    return node.host.scopes().system().usage();
  }

  @Test
  void of_two_hundred_connections_from_one_address_eight_are_let_begin_and_others_still_come_in()
      throws Exception {
    P2pNode node = start(STRICT);
    for (int i = 0; i < 200; i++) {
      dial("127.1.0.1", node);
    }
    await(() -> refused("address.pending") == 192);
    assertThat(inUse(node).connectionsInbound()).isEqualTo(8);
    P2pNode honest = start(STRICT);
    honest.connect(node).toCompletableFuture().get(10, TimeUnit.SECONDS);
    await(() -> node.host.connection(honest.id()).isPresent()); // the dialling side is ready first
  }

  @Test
  void of_two_hundred_addresses_of_one_prefix_as_many_are_let_begin_as_the_prefix_may()
      throws Exception {
    P2pNode node = start(STRICT);
    for (int i = 1; i <= 200; i++) {
      dial("127.1.0." + i, node);
    }
    await(() -> refused("prefix.pending") == 176);
    assertThat(inUse(node).connectionsInbound()).isEqualTo(24);
  }

  @Test
  void two_hundred_addresses_of_as_many_prefixes_meet_the_limit_of_all_handshakes()
      throws Exception {
    P2pNode node = start(STRICT);
    for (int i = 1; i <= 200; i++) {
      dial("127.1." + i + ".1", node);
    }
    await(() -> refused("transient.connections.inbound") == 136);
    assertThat(inUse(node).connectionsInbound()).isEqualTo(64);
  }

  @Test
  void who_holds_all_places_and_says_nothing_makes_room_for_a_newcomer() throws Exception {
    P2pNode node = start(STRICT, paced(Duration.ofMinutes(1)));
    for (int i = 1; i <= 64; i++) {
      dial("127.1." + i + ".1", node);
    }
    await(() -> inUse(node).connectionsInbound() == 64);
    P2pNode honest = start(STRICT);
    await(
        () -> {
          try {
            honest.connect(node).toCompletableFuture().get(10, TimeUnit.SECONDS);
          } catch (Exception refused) {
            return false; // while all are young
          }
          return node.host.connection(honest.id()).isPresent();
        });
    assertThat(counted("p2p.upgrades.evicted", "")).isGreaterThanOrEqualTo(1);
  }

  @Test
  void established_connections_of_one_address_are_bounded_too() throws Exception {
    P2pNode node =
        start(ResourceLimits.DEFAULTS.withAddresses(new AddressLimits(8, 3, 24, 64, List.of())));
    int up = 0;
    for (int i = 0; i < 5; i++) {
      try {
        start(ResourceLimits.DEFAULTS)
            .connect(node)
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
        up++;
      } catch (java.util.concurrent.ExecutionException e) {
        assertThat(e).hasMessageContaining("cannot be reached");
      }
    }
    assertThat(up).isEqualTo(3);
    assertThat(refused("address.connections")).isEqualTo(2);
  }

  @Test
  void a_handshake_that_drips_a_byte_in_a_while_or_says_nothing_ends_and_gives_its_place_back()
      throws Exception {
    P2pNode node = start(STRICT, paced(Duration.ofMillis(500)));
    Socket silent = dial("127.0.0.2", node);
    Socket dripping = dial("127.0.0.3", node);
    byte[] greeting =
        "\u0013/multistream/1.0.0\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    int sent = 0;
    long began = System.nanoTime();
    await(() -> inUse(node).connectionsInbound() == 2);
    while (inUse(node).connectionsInbound() > 0) {
      try {
        dripping.getOutputStream().write(greeting, sent % greeting.length, 1);
        sent++;
      } catch (SocketException e) {
        break; // it has been reset
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    await(() -> inUse(node).equals(ResourceUsage.NONE));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    assertThat(ended(silent)).isTrue();
    assertThat(ended(dripping)).isTrue();
    assertThat(counted("p2p.upgrades.too.slow", "")).isEqualTo(2);
  }

  private static HostConfig paced(Duration pace) {
    HostConfig c = config();
    return new HostConfig(
        c.listen(),
        c.announce(),
        0,
        c.maxDials(),
        c.maxAddressesPerDial(),
        c.maxPeers(),
        c.dialStagger(),
        c.upgradeTimeout(),
        pace,
        c.upgradeMinBytes(),
        c.negotiationTimeout(),
        c.negotiationMaxMessage(),
        c.negotiationMaxAttempts(),
        c.failedStreamsRate(),
        c.failedStreamsBurst(),
        c.drainTimeout(),
        c.handoverTimeout(),
        c.discoveryInterval());
  }

  private static boolean ended(Socket socket) throws IOException {
    socket.setSoTimeout(5_000);
    try {
      while (socket.getInputStream().read() >= 0) {
        // what was sent before the end
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  void dials_that_are_called_off_leave_no_socket() throws Exception {
    P2pNode node = start(ResourceLimits.DEFAULTS);
    P2pNode stranger = start(ResourceLimits.DEFAULTS);
    try (ServerSocket mute = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
      long before = openSockets();
      Multiaddr address = Multiaddr.parse("/ip4/127.0.0.1/tcp/" + mute.getLocalPort());
      for (int round = 0; round < 50; round++) {
        CompletableFuture<Connection> dial =
            node.host
                .connect(new AddressInfo(stranger.id(), List.of(address)))
                .toCompletableFuture();
        if (round % 2 == 0) {
          await(() -> inUse(node).connectionsOutbound() > 0);
        }
        dial.cancel(false);
      }
      await(() -> inUse(node).connectionsOutbound() == 0);
      await(() -> openSockets() <= before);
    }
  }

  @Test
  void one_who_calls_off_a_dial_does_not_end_it_for_others_who_wait() throws Exception {
    P2pNode node = start(ResourceLimits.DEFAULTS);
    P2pNode other = start(ResourceLimits.DEFAULTS);
    CompletableFuture<Connection> first = node.connect(other).toCompletableFuture();
    CompletableFuture<Connection> second = node.connect(other).toCompletableFuture();
    first.cancel(false);
    assertThat(second.get(10, TimeUnit.SECONDS).remotePeer()).isEqualTo(other.id());
  }

  /** Sockets that this process has open, those that are half way included. */
  private static long openSockets() {
    long sockets = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path file : files) {
        sockets += isSocket(file) ? 1 : 0;
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return sockets;
  }

  private static boolean isSocket(Path file) {
    try {
      return Stream.of(Files.readSymbolicLink(file))
          .anyMatch(p -> p.toString().contains("socket:"));
    } catch (IOException e) {
      return false; // it has just been closed
    }
  }
}

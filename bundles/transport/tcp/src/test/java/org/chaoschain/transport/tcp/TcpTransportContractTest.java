// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.tcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.testkit.contract.TransportContract;
import org.chaoschain.testkit.contract.Waiting;
import org.chaoschain.testkit.sim.RecordedMetrics;

/** The TCP transport fulfils the contract, on real sockets of the loopback. */
class TcpTransportContractTest extends TransportContract {
  private static final TcpSettings SETTINGS =
      TcpSettings.DEFAULT.withTimeouts(
          Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ZERO);

  /** What the kernel takes for one connection: sending and receiving buffer at their largest. */
  private static final long KERNEL_BUFFERS =
      2 * (largest("tcp_rmem", 6 << 20) + largest("tcp_wmem", 4 << 20));

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final List<TcpTransport> transports = new ArrayList<>();
  private final List<AutoCloseable> sockets = new ArrayList<>();

  private static long largest(String setting, long usual) {
    try {
      String text = Files.readString(Path.of("/proc/sys/net/ipv4", setting)).strip();
      return Math.max(usual, Long.parseLong(text.substring(text.lastIndexOf('\t') + 1)));
    } catch (IOException e) {
      return usual;
    }
  }

  @Override
  protected Transport newTransport() {
    return start(SETTINGS);
  }

  @Override
  protected Transport limitedTransport() {
    return start(SETTINGS.withMaxConnections(FEW));
  }

  private Transport start(TcpSettings settings) {
    TcpTransport transport = new TcpTransport(settings, metrics);
    transports.add(transport);
    return transport;
  }

  @Override
  protected void stop() {
    for (TcpTransport transport : transports) {
      waiting().result(transport.stop(), "stopping");
    }
    for (AutoCloseable socket : sockets) {
      try {
        socket.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  protected RecordedMetrics metrics() {
    return metrics;
  }

  @Override
  protected Waiting waiting() {
    return Waiting.real();
  }

  @Override
  protected Multiaddr freeAddress() {
    return Multiaddr.parse("/ip4/127.0.0.1/tcp/0");
  }

  @Override
  protected Multiaddr refusingAddress() {
    return Multiaddr.parse("/ip4/127.0.0.1/tcp/1");
  }

  /** A socket whose queue is full, so that the kernel answers nobody any more. */
  @Override
  protected Multiaddr silentAddress() {
    if (!sockets.isEmpty()) {
      throw new IllegalStateException("asked for once a test");
    }
    try {
      ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      sockets.add(server);
      for (int i = 0; i < 8; i++) {
        SocketChannel waiting = SocketChannel.open();
        sockets.add(waiting);
        waiting.configureBlocking(false);
        waiting.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));
      }
      return Multiaddr.parse("/ip4/127.0.0.1/tcp/" + server.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected long mostBytesUnderWay() {
    return KERNEL_BUFFERS + SETTINGS.highWater();
  }

  @Override
  protected int tooManyBytes() {
    return Math.toIntExact(KERNEL_BUFFERS + SETTINGS.writeLimit());
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.multiaddr.Protocol;
import org.chaoschain.p2p.api.transport.Listener;
import org.chaoschain.p2p.api.transport.TransportConnection;
import org.chaoschain.p2p.api.transport.TransportException;
import org.chaoschain.testkit.contract.Waiting;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.DuplexRecorder;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is particular to TCP; the rest is in {@link TcpTransportContractTest}. */
@ExtendWith(LeakCheck.class)
class TcpTransportTest {
  private static final Multiaddr FREE = Multiaddr.parse("/ip4/127.0.0.1/tcp/0");

  private final Waiting await = Waiting.real();
  private final RecordedMetrics metrics = new RecordedMetrics();
  private final List<TransportConnection> accepted = new CopyOnWriteArrayList<>();
  private TcpTransport transport = new TcpTransport(TcpSettings.DEFAULT, metrics);

  @AfterEach
  void stop() {
    accepted.forEach(connection -> connection.reset(CloseReason.LOCAL));
    await.result(transport.stop(), "stopping");
  }

  private void restart(TcpSettings settings) {
    await.result(transport.stop(), "stopping");
    transport = new TcpTransport(settings, metrics);
  }

  private Listener listen(String address) {
    return await.result(
        transport.listen(Multiaddr.parse(address), accepted::add), "listening on " + address);
  }

  private TransportConnection connect() {
    TransportConnection dialled =
        await.result(transport.dial(listen(FREE.toString()).address()), "dialling");
    await.until(() -> accepted.size() == 1, "accepted");
    return dialled;
  }

  private static Socket socket(Listener listener) throws IOException {
    int port = Integer.parseInt(listener.address().first(Protocol.TCP).orElseThrow().value());
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("transport-tcp"))
        .count();
  }

  @Test
  void itSupportsIpAndTcpAlone() {
    assertThat(List.of("/ip4/1.2.3.4/tcp/5", "/ip6/::1/tcp/5"))
        .allMatch(address -> transport.supports(Multiaddr.parse(address)));
    assertThat(
            List.of(
                "/ip4/1.2.3.4/udp/5",
                "/dns4/example.org/tcp/5",
                "/ip4/1.2.3.4/tcp/5/ws",
                "/ip4/1.2.3.4",
                "/memory/1"))
        .noneMatch(address -> transport.supports(Multiaddr.parse(address)));
  }

  @Test
  void itListensOnIp6() {
    Listener listener = listen("/ip6/::1/tcp/0");
    TransportConnection dialled = await.result(transport.dial(listener.address()), "dialling");
    assertThat(dialled.remoteAddress()).isEqualTo(listener.address());
    assertThat(dialled.remoteAddress().toString()).startsWith("/ip6/::1/tcp/");
  }

  @Test
  void anUnspecifiedAddressStaysUnspecifiedWithTheRealPort() {
    Listener listener = listen("/ip4/0.0.0.0/tcp/0");
    assertThat(listener.address().toString()).matches("/ip4/0\\.0\\.0\\.0/tcp/[1-9]\\d*");
  }

  @Test
  void anAddressIsFreeOnceItsListenerHasClosed() {
    TcpTransport other = new TcpTransport(TcpSettings.DEFAULT, metrics);
    Multiaddr address = listen(FREE.toString()).address();
    await.result(transport.stop(), "stopping");
    transport = new TcpTransport(TcpSettings.DEFAULT, metrics);
    for (int i = 0; i < 200; i++) {
      TcpTransport next = i % 2 == 0 ? transport : other;
      Listener listener =
          await.result(next.listen(address, accepted::add), "listening, the time " + i);
      await.result(listener.close(), "closing");
    }
    await.result(other.stop(), "stopping");
  }

  @Test
  void aForeignClientSeesBytesThenTheEnd() throws IOException {
    Listener listener = listen(FREE.toString());
    try (Socket client = socket(listener)) {
      await.until(() -> accepted.size() == 1, "accepted");
      DuplexRecorder recorder = DuplexRecorder.reading(accepted.get(0));
      client.getOutputStream().write(new byte[] {1, 2, 3});
      await.until(() -> recorder.size() == 3, "three bytes");
      accepted.get(0).write(Unpooled.wrappedBuffer(new byte[] {4, 5}));
      accepted.get(0).close();
      assertThat(client.getInputStream().readAllBytes()).containsExactly(4, 5);
      await.until(recorder::closed, "closed");
      assertThat(recorder.closeReason()).isEqualTo(CloseReason.LOCAL);
    }
  }

  @Test
  void aResetIsSentAsOne() throws IOException {
    Listener listener = listen(FREE.toString());
    try (Socket client = socket(listener)) {
      await.until(() -> accepted.size() == 1, "accepted");
      accepted.get(0).reset(CloseReason.protocolError("nonsense"));
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
    assertThat(metrics.count("transport.tcp.resets")).isEqualTo(1);
  }

  @Test
  void aResetByAForeignClientIsSeen() throws IOException {
    Listener listener = listen(FREE.toString());
    Socket client = socket(listener);
    await.until(() -> accepted.size() == 1, "accepted");
    DuplexRecorder recorder = DuplexRecorder.reading(accepted.get(0));
    client.setSoLinger(true, 0);
    client.close();
    await.until(recorder::closed, "closed");
    assertThat(recorder.closeReason().kind()).isEqualTo(CloseReason.Kind.REMOTE_RESET);
  }

  @Test
  void aCloseThatTheRemoteDoesNotAnswerEndsAtItsDeadline() throws IOException {
    restart(
        TcpSettings.DEFAULT.withTimeouts(
            Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ZERO));
    Listener listener = listen(FREE.toString());
    try (Socket client = new Socket()) {
      client.setReceiveBufferSize(4096);
      client.connect(SocketAddresses.toSocket(listener.address()));
      await.until(() -> accepted.size() == 1, "accepted");
      DuplexRecorder recorder = DuplexRecorder.attached(accepted.get(0));
      byte[] tooMuchForTheKernel = new byte[7 << 20];
      accepted.get(0).write(Unpooled.wrappedBuffer(tooMuchForTheKernel));
      accepted.get(0).close();
      await.until(recorder::closed, "closed");
      assertThat(recorder.closeReason().kind()).isEqualTo(CloseReason.Kind.TIMEOUT);
      assertThat(recorder.closeReason().message()).contains("transport.tcp.close.timeout");
      assertThat(client.isClosed()).isFalse();
    }
    await.until(() -> metrics.gaugeValue("transport.tcp.connections") == 0, "no connection left");
  }

  @Test
  void aClosedConnectionWhoseRemoteStaysIsLetGo() throws IOException {
    restart(
        TcpSettings.DEFAULT.withTimeouts(
            Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ZERO));
    Listener listener = listen(FREE.toString());
    try (Socket client = socket(listener)) {
      await.until(() -> accepted.size() == 1, "accepted");
      accepted.get(0).close();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      await.until(() -> metrics.gaugeValue("transport.tcp.connections") == 0, "let go");
    }
  }

  @Test
  void stoppingWaitsForOpenConnections() {
    DuplexRecorder dialler = DuplexRecorder.reading(connect());
    DuplexRecorder acceptor = DuplexRecorder.reading(accepted.get(0));
    var stopped = transport.stop().toCompletableFuture();
    assertThat(await.failure(transport.dial(FREE), "a dial"))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("stopping");
    accepted.get(0).write(Unpooled.wrappedBuffer(new byte[] {1}));
    await.until(() -> dialler.size() == 1, "bytes still arrive");
    assertThat(stopped).isNotDone();
    accepted.get(0).reset(CloseReason.LOCAL);
    await.until(dialler::closed, "closed");
    await.result(stopped, "stopping");
    assertThat(acceptor.closeReason()).isEqualTo(CloseReason.LOCAL);
  }

  @Test
  void stoppingResetsWhatIsLeftAndEndsTheThreads() {
    restart(
        TcpSettings.DEFAULT
            .withThreads(2)
            .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(50)));
    DuplexRecorder dialler = DuplexRecorder.reading(connect());
    assertThat(threads()).isPositive();
    await.result(transport.stop(), "stopping");
    await.until(dialler::closed, "closed");
    assertThat(dialler.closeReason().kind())
        .isIn(CloseReason.Kind.SHUTDOWN, CloseReason.Kind.REMOTE_RESET);
    await.until(() -> threads() == 0, "no thread left");
    assertThat(metrics.gaugeValue("transport.tcp.connections")).isZero();
  }

  @Test
  void aConnectionOfAStoppedTransportRefusesQuietly() {
    TransportConnection dialled = connect();
    DuplexRecorder.reading(dialled);
    dialled.reset(CloseReason.LOCAL);
    accepted.get(0).reset(CloseReason.LOCAL);
    await.result(transport.stop(), "stopping");
    var data = Unpooled.buffer(1).writeByte(1);
    assertThat(dialled.write(data)).isFalse();
    assertThat(data.refCnt()).isZero();
    dialled.reading(true);
    dialled.close();
    dialled.reset(CloseReason.LOCAL);
  }

  @Test
  void settingsOutOfRangeNameTheirKey() {
    assertThatThrownBy(() -> TcpSettings.DEFAULT.withThreads(0))
        .hasMessage("transport.tcp.threads is 0; it must be 1 to 64");
    assertThatThrownBy(() -> TcpSettings.DEFAULT.withMaxConnections(-1))
        .hasMessageContaining("transport.tcp.max.connections");
    assertThatThrownBy(
            () ->
                TcpSettings.DEFAULT.withTimeouts(
                    Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO))
        .hasMessageContaining("transport.tcp.dial.timeout");
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.tcp.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.transport.Listener;
import org.chaoschain.p2p.api.transport.TransportConnection;
import org.chaoschain.testkit.contract.Waiting;
import org.chaoschain.testkit.sim.DuplexRecorder;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

class TcpTransportComponentTest {
  private static final Multiaddr FREE = Multiaddr.parse("/ip4/127.0.0.1/tcp/0");

  private final Waiting await = Waiting.real();
  private final RecordedMetrics metrics = new RecordedMetrics();
  private final DrainActivator bundle = new DrainActivator();

  private static TcpTransportConfiguration configuration(Map<String, Object> changes) {
    return (TcpTransportConfiguration)
        Proxy.newProxyInstance(
            TcpTransportConfiguration.class.getClassLoader(),
            new Class<?>[] {TcpTransportConfiguration.class},
            (self, method, arguments) -> changes.getOrDefault(method.getName(), value(method)));
  }

  private static Object value(Method method) {
    return method.getDefaultValue();
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("transport-tcp"))
        .count();
  }

  @Test
  void itWorksWithItsDefaultsAndLeavesNoThreadBehind() {
    TcpTransportComponent component =
        new TcpTransportComponent(metrics, configuration(Map.of("drain_timeout", "0s")));
    List<TransportConnection> accepted = new CopyOnWriteArrayList<>();
    Listener listener = await.result(component.listen(FREE, accepted::add), "listening");
    TransportConnection dialled = await.result(component.dial(listener.address()), "dialling");
    DuplexRecorder recorder = DuplexRecorder.reading(dialled);
    component.deactivate();
    bundle.stop(null);
    await.until(recorder::closed, "the connection has ended");
    assertThat(recorder.closeReason().kind())
        .isIn(CloseReason.Kind.SHUTDOWN, CloseReason.Kind.REMOTE_RESET);
    await.until(() -> threads() == 0, "no thread is left");
  }

  @Test
  void itsConnectionsGoOnBesideTheNextGenerationAndTheBundleStaysUntilTheyHaveEnded() {
    TcpTransportComponent first =
        new TcpTransportComponent(metrics, configuration(Map.of("drain_timeout", "60s")));
    List<TransportConnection> accepted = new CopyOnWriteArrayList<>();
    Listener listener = await.result(first.listen(FREE, accepted::add), "listening");
    TransportConnection dialled = await.result(first.dial(listener.address()), "dialling");
    DuplexRecorder recorder = DuplexRecorder.reading(dialled);
    await.until(() -> accepted.size() == 1, "accepted");
    DuplexRecorder.reading(accepted.get(0));
    await.result(listener.close(), "the host lets the listener go");
    first.deactivate();

    TcpTransportComponent second = new TcpTransportComponent(metrics, configuration(Map.of()));
    assertThat(await.result(second.listen(listener.address(), any -> {}), "listening").address())
        .isEqualTo(listener.address());
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> bundle.stop(null));
    accepted.get(0).write(Unpooled.wrappedBuffer(new byte[] {1, 2}));
    await.until(() -> recorder.size() == 2, "bytes still arrive");
    assertThat(stopped).isNotDone();
    dialled.reset(CloseReason.LOCAL);
    await.result(stopped, "the bundle stops");
    second.deactivate();
    bundle.stop(null);
  }

  @Test
  void withoutConnectionsTheBundleStopsLongBeforeTheDeadline() {
    TcpTransportComponent component =
        new TcpTransportComponent(metrics, configuration(Map.of("drain_timeout", "1h")));
    await.result(component.listen(FREE, any -> {}), "listening");
    component.deactivate();
    await.result(CompletableFuture.runAsync(() -> bundle.stop(null)), "the bundle stops");
    await.until(() -> threads() == 0, "no thread is left");
  }

  @Test
  void aSettingOutOfRangeNamesItsKey() {
    assertThatThrownBy(
            () -> new TcpTransportComponent(metrics, configuration(Map.of("threads", 1000))))
        .hasMessageContaining("transport.tcp.threads is 1000");
    assertThatThrownBy(
            () -> new TcpTransportComponent(metrics, configuration(Map.of("write_limit", "1KiB"))))
        .hasMessageContaining("transport.tcp.write.limit is 1024");
  }
}

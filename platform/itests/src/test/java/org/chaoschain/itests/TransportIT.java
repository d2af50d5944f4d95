// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.FrameworkWiring;

/** The transport's bundle goes and comes while the node runs. */
class TransportIT {
  private static final String TRANSPORT = "org.chaoschain.transport.tcp";
  private static final int UPDATES = 5;
  private static final int STREAMS = 8;

  /** Far above what is measured, and far below the drain of the transport that goes. */
  private static final Duration LONGEST_GAP = Duration.ofSeconds(1);

  /** One dial each 5 ms, for as long as the longest gap. */
  private static final int MOST_REFUSED = 200;

  private static final Pattern PORT = Pattern.compile("/tcp/(\\d+)");

  @TempDir Path data;
  private LiveNode node;

  @BeforeEach
  void start() throws Exception {
    node = LiveNode.start(Files.createDirectory(data.resolve("node")), Map.of());
  }

  @AfterEach
  void stop() throws Exception {
    node.stop();
  }

  @Test
  void removingTheTransportClosesItsListenersAndInstallingItAgainRestoresThem() throws Exception {
    node.await("a listener is there", () -> !addresses().isEmpty());
    int port = port();
    assertThat(accepts(port)).isTrue();
    Bundle transport = bundles(TRANSPORT).get(0);
    String location = transport.getLocation();
    remove(transport);
    node.await("the port is closed", () -> !accepts(port));
    node.await("the host knows", () -> addresses().isEmpty());

    node.context().installBundle(location).start();
    node.await("a listener is there again", () -> !addresses().isEmpty());
    assertThat(accepts(port())).isTrue();
    assertThat(node.kernel().state()).isEqualTo(org.chaoschain.kernel.RunningKernel.State.RUNNING);
  }

  @Test
  void aTransportIsUpdatedFiveTimesUnderLoadAndNothingIsLost() throws Exception {
    node.await("a listener is there", () -> !addresses().isEmpty());
    remove(bundles(TRANSPORT).get(0));
    Calls.install(node, Calls.write(data, "tcp.jar", Packed.transport("1.0.0")));
    node.await("the plugin's listener is there", () -> !addresses().isEmpty());
    int port = port();
    Calls.install(node, Calls.write(data, "echo.jar", SampleJar.echo("1.0.0")));
    LiveNode bob = LiveNode.start(Files.createDirectory(data.resolve("bob")), Map.of());
    List<Duration> gaps = new ArrayList<>();
    List<Duration> updates = new ArrayList<>();
    try {
      Calls calls = Calls.start(bob, node, STREAMS, data);
      try (Knocking knocking = new Knocking(port)) {
        for (int i = 1; i <= UPDATES; i++) {
          calls.awaitAnswers(10 * STREAMS);
          Path next = Calls.write(data, "tcp.jar", Packed.transport("1." + i + ".0"));
          int knocked = knocking.accepted();
          knocking.takeLongestGap();
          long from = System.nanoTime();
          Calls.install(node, next);
          updates.add(Duration.ofNanos(System.nanoTime() - from));
          assertThat(bundles(Packed.TRANSPORT))
              .extracting(bundle -> bundle.getVersion().toString())
              .describedAs("the old one has gone when the update is done")
              .containsExactly("1." + i + ".0");
          calls.awaitAllOpen();
          node.await("the port is open", () -> knocking.accepted() > knocked);
          gaps.add(knocking.takeLongestGap());
          assertThat(port()).isEqualTo(port);
        }
        Map<String, ?> counts = calls.stop();
        System.out.printf(
            "transport swap: gaps %s, updates %s, %s, %s%n", gaps, updates, counts, knocking);
        assertThat(Calls.number(counts, "cut")).as("%s", counts).isZero();
        assertThat(Calls.number(counts, "refused")).as("%s", counts).isZero();
        assertThat(counts.get("troubles")).isEqualTo(List.of());
        assertThat(counts.get("answered")).isEqualTo(counts.get("sent"));
        assertThat(gaps).allMatch(gap -> gap.compareTo(LONGEST_GAP) < 0);
        assertThat(knocking.refused()).isLessThan(UPDATES * MOST_REFUSED);
        assertThat(Calls.number(counts, "opened")).isGreaterThanOrEqualTo(STREAMS * (UPDATES + 1));
        assertThat(bob.meter("transport.tcp.dialled"))
            .describedAs("bob has dialled each generation")
            .isGreaterThanOrEqualTo(UPDATES + 1);
      }
    } finally {
      bob.stop();
    }
  }

  private void remove(Bundle bundle) throws BundleException {
    bundle.stop();
    bundle.uninstall();
    node.context().getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(bundle));
  }

  private List<Bundle> bundles(String name) {
    return Arrays.stream(node.context().getBundles())
        .filter(bundle -> name.equals(bundle.getSymbolicName()))
        .toList();
  }

  private List<?> addresses() throws Exception {
    return node.addresses();
  }

  private int port() throws Exception {
    Matcher matcher = PORT.matcher(String.valueOf(addresses()));
    assertThat(matcher.find()).as("addresses %s", addresses()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

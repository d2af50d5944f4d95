// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
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
import org.osgi.framework.wiring.FrameworkWiring;

/** The transport's bundle goes and comes while the node runs. */
class TransportIT {
  private static final String TRANSPORT = "org.chaoschain.transport.tcp";
  private static final Pattern PORT = Pattern.compile("/tcp/(\\d+)");

  @TempDir Path data;
  private LiveNode node;

  @BeforeEach
  void start() throws Exception {
    node = LiveNode.start(data, Map.of());
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
    Bundle transport =
        Arrays.stream(node.context().getBundles())
            .filter(bundle -> TRANSPORT.equals(bundle.getSymbolicName()))
            .findFirst()
            .orElseThrow();
    String location = transport.getLocation();
    transport.stop();
    transport.uninstall();
    node.context().getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(transport));
    node.await("the port is closed", () -> !accepts(port));
    node.await("the host knows", () -> addresses().isEmpty());

    node.context().installBundle(location).start();
    node.await("a listener is there again", () -> !addresses().isEmpty());
    assertThat(accepts(port())).isTrue();
    assertThat(node.kernel().state()).isEqualTo(org.chaoschain.kernel.RunningKernel.State.RUNNING);
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

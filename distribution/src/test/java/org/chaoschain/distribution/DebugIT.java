// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.VMStartEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --debug-port} and {@code --debug-suspend}, with a debugger. */
class DebugIT {
  private static final long PATIENCE_S = 120;

  @TempDir Path folder;

  @Test
  void aSuspendedNodeDoesNothingUntilTheDebuggerLetsItGo() throws Exception {
    int port = freePort();
    Path data = folder.resolve("node");
    Path log = folder.resolve("log");
    Process node =
        Packed.builder(
                Packed.HOME,
                "run",
                "--init",
                "--quiet",
                "--json",
                "--exit-when-ready",
                "--data",
                data,
                "--listen",
                "/ip4/127.0.0.1/tcp/0",
                "--debug-port",
                port,
                "--debug-suspend")
            .redirectError(log.toFile())
            .start();
    try {
      VirtualMachine vm = attach(port, node, log);
      EventSet first = vm.eventQueue().remove(TimeUnit.SECONDS.toMillis(PATIENCE_S));
      assertThat(first).isNotNull().hasOnlyElementsOfType(VMStartEvent.class);
      ThreadReference main =
          vm.allThreads().stream()
              .filter(each -> each.name().equals("main"))
              .findFirst()
              .orElseThrow();
      assertThat(main.isSuspended()).isTrue();
      assertThat(vm.classesByName("org.chaoschain.cli.Chaos")).isEmpty();
      assertThat(data).doesNotExist();

      vm.resume();
      CompletableFuture<String> ready = CompletableFuture.supplyAsync(() -> ready(node));
      assertThat(ready.get(PATIENCE_S, TimeUnit.SECONDS)).contains("\"ready\":true");
      assertThat(node.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
      assertThat(node.exitValue()).as(Files.readString(log)).isZero();
      assertThat(data).isDirectory();
    } finally {
      node.destroyForcibly();
    }
  }

  /** The port is open as soon as the virtual machine has started: it is tried until then. */
  private static VirtualMachine attach(int port, Process node, Path log) throws Exception {
    AttachingConnector connector =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> arguments = connector.defaultArguments();
    arguments.get("hostname").setValue("127.0.0.1");
    arguments.get("port").setValue(Integer.toString(port));
    CountDownLatch never = new CountDownLatch(1);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (true) {
      try {
        return connector.attach(arguments);
      } catch (IOException | IllegalConnectorArgumentsException e) {
        if (!node.isAlive() || System.nanoTime() - end > 0) {
          throw new AssertionError("nobody listens on " + port + ": " + Files.readString(log), e);
        }
        never.await(20, TimeUnit.MILLISECONDS);
      }
    }
  }

  /** What it prints when it is ready; a debugger's agent may say before that it listens. */
  private static String ready(Process node) {
    return new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8))
        .lines()
        .filter(line -> line.startsWith("{"))
        .findFirst()
        .map(line -> JsonParser.parseString(line).toString())
        .orElse("");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

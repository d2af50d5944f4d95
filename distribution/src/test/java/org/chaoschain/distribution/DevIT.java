// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code chaos dev}, called as an author calls it: a folder is watched, builds come. */
class DevIT {
  private static final long PATIENCE_S = 120;

  @TempDir Path folder;

  private final LinkedBlockingQueue<JsonObject> told = new LinkedBlockingQueue<>();
  private final List<JsonObject> heard = new ArrayList<>();
  private Path target;
  private Process dev;
  private int debugPort;

  @BeforeEach
  void start() throws Exception {
    target = folder.resolve("target");
    debugPort = freePort();
    ProcessBuilder builder =
        Packed.builder(
            Packed.HOME, "dev", "--json", "--watch", target, "--debug", String.valueOf(debugPort));
    builder.environment().put("TMPDIR", Files.createDirectories(folder.resolve("tmp")).toString());
    builder.redirectError(folder.resolve("err").toFile());
    dev = builder.start();
    Thread reader = new Thread(this::read);
    reader.setDaemon(true);
    reader.start();
  }

  @AfterEach
  void end() {
    dev.destroyForcibly();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(dev.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        told.add(JsonParser.parseString(line).getAsJsonObject());
      }
    } catch (IOException e) {
      // the process has ended
    }
  }

  private JsonObject await(Predicate<JsonObject> wanted) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (true) {
      JsonObject next = told.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new AssertionError(
            "it was not told, but " + heard + Files.readString(folder.resolve("err")));
      }
      heard.add(next);
      if (wanted.test(next)) {
        return next;
      }
    }
  }

  private static Predicate<JsonObject> kind(String kind) {
    return line -> line.get("kind").getAsString().equals(kind);
  }

  private static Predicate<JsonObject> log(String text) {
    return kind("log").and(line -> line.get("text").getAsString().contains(text));
  }

  @Test
  void eachBuildComesUpIsLoggedAndTimedAndTheNodeGoesWithTheCommand() throws Exception {
    JsonObject node = await(kind("node"));
    assertThat(accepts(InetAddress.getLoopbackAddress(), debugPort)).isTrue();
    for (InetAddress other : otherAddresses()) {
      assertThat(accepts(other, debugPort)).as("debugger at %s", other).isFalse();
    }

    Files.createDirectories(target);
    Path jar = Files.write(target.resolve("chatty.jar"), chatty("1.0.0", "one"));
    JsonObject first = await(kind("up"));
    assertThat(first.get("plugin").getAsString()).isEqualTo(ChattyPlugin.NAME);
    assertThat(first.get("generation").getAsInt()).isEqualTo(1);
    await(log("this is build one"));
    assertThat(await(kind("health")).get("health").getAsString()).isEqualTo("ok");
    assertThat(await(kind("quotas")).has("quotas")).isTrue();

    byte[] second = chatty("1.0.1", "two");
    Files.write(jar, Arrays.copyOf(second, second.length / 2)); // as builds write
    Files.write(
        jar,
        Arrays.copyOfRange(second, second.length / 2, second.length),
        StandardOpenOption.APPEND);
    JsonObject next = await(kind("up"));
    assertThat(next.get("generation").getAsInt()).isEqualTo(2);
    assertThat(next.get("version").getAsString()).isEqualTo("1.0.1");
    await(log("this is build two"));
    System.out.printf(
        "chaos dev: up %d ms and %d ms after the jar was complete%n",
        first.get("after_ms").getAsLong(), next.get("after_ms").getAsLong());

    Files.write(jar, chatty("1.0.2", "broken"));
    JsonObject failed = await(kind("failed"));
    assertThat(failed.get("text").getAsString()).contains("no such luck").contains("1.0.1 runs on");

    Files.write(jar, chatty("1.0.3", "mended"));
    assertThat(await(kind("up")).get("version").getAsString()).isEqualTo("1.0.3");

    dev.destroy(); // as Ctrl-C
    assertThat(dev.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
    assertThat(dev.exitValue()).isZero();
    assertThat(ProcessHandle.of(node.get("pid").getAsLong()).filter(ProcessHandle::isAlive))
        .isEmpty();
    assertThat(folder.resolve("tmp")).isEmptyDirectory();
  }

  private byte[] chatty(String version, String build) throws IOException {
    return ChattyPlugin.jar(folder.resolve("chatty"), version, build);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static List<InetAddress> otherAddresses() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .toList();
  }

  private static boolean accepts(InetAddress address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 2_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

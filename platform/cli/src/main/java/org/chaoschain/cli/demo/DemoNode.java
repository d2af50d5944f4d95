// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.chaoschain.cli.control.ControlClient;
import org.chaoschain.cli.data.NewData;
import org.chaoschain.cli.demo.Ledger.NodeRecord;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Json;
import org.chaoschain.p2p.api.peer.KeyType;

/** A node in a process of its own, {@code bin/chaos run}, with its control channel. */
public final class DemoNode implements AutoCloseable {
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(12);
  private static final int LOG_LINES = 15;

  private final int index;
  private final Path data;
  private final Process process;
  private final CompletableFuture<Map<String, Object>> ready = new CompletableFuture<>();
  private ControlClient client;
  private ControlClient follower;
  private String peerId;
  private String address;

  private DemoNode(int index, Path data, Process process) {
    this.index = index;
    this.data = data;
    this.process = process;
  }

  /**
   * Starts the process; it is not ready yet.
   *
   * @param folder of the demo's files
   * @param bootstrap the address of the first node, if this is not the first one
   */
  static DemoNode start(
      DemoOptions options, Path folder, int index, List<String> agents, Optional<String> bootstrap)
      throws IOException {
    List<String> more = new ArrayList<>();
    bootstrap.ifPresent(address -> more.addAll(List.of("--bootstrap", address)));
    return start(
        options.home(),
        folder,
        index,
        more,
        List.of("agent.local.names=" + String.join(",", agents)));
  }

  /**
   * Starts a node that listens on a port of this machine; it is not ready yet.
   *
   * @param home the installation
   * @param folder has the file {@code empty.properties}, and gets the node's files
   * @param index 0, 1, 2 …, unique in the folder
   * @param more options for {@code chaos run}
   * @param settings {@code key=value} each
   */
  public static DemoNode start(
      Path home, Path folder, int index, List<String> more, List<String> settings)
      throws IOException {
    Path data = folder.resolve("node" + (index + 1));
    NewData.create(data, KeyType.ED25519, Optional.empty());
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", home.resolve("bin").resolve("chaos").toString(), "run", "--json"));
    command.addAll(List.of("--data", data.toString(), "--quiet", "--stop-with-input"));
    command.addAll(List.of("--config", folder.resolve("empty.properties").toString()));
    command.addAll(List.of("--name", "node" + (index + 1)));
    command.addAll(List.of("--listen", "/ip4/127.0.0.1/tcp/0"));
    command.addAll(more);
    settings.forEach(setting -> command.addAll(List.of("--set", setting)));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(DemoNode::isSetting);
    builder.redirectError(folder.resolve("node" + (index + 1) + ".err").toFile());
    DemoNode node = new DemoNode(index, data, builder.start());
    Thread reader = new Thread(node::readOutput, "demo-node" + (index + 1));
    reader.setDaemon(true);
    reader.start();
    return node;
  }

  /** A variable that would set a key of the node. */
  private static boolean isSetting(String variable) {
    return variable.startsWith("CHAOS_") && !variable.equals("CHAOS_JAVA_OPTS");
  }

  /** Waits until it is ready, and connects. */
  public void awaitReady(Duration patience) throws InterruptedException {
    try {
      Map<String, Object> line = ready.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      peerId = String.valueOf(line.get("peer_id"));
      address =
          line.get("addresses") instanceof List<?> list && !list.isEmpty()
              ? String.valueOf(list.get(0))
              : "";
      client = ControlClient.connect(data);
      follower = ControlClient.connect(data);
    } catch (ExecutionException e) {
      throw new CliException(ExitCode.NOT_STARTED, e.getCause().getMessage(), "");
    } catch (TimeoutException e) {
      throw new CliException(
          ExitCode.DEADLINE,
          "node %d was not ready within %d s%n%s"
              .formatted(index + 1, patience.toSeconds(), lastLines()),
          "on a slow machine give the demo more with --deadline SECONDS");
    }
  }

  /** Hands on the node's record of messages, from its first line on. */
  void follow(Consumer<NodeRecord> onRecord) {
    follower.start(
        "messages", Map.of("follow", true, "since", 0), item -> onRecord.accept(record(item)));
  }

  /** All that the node answers to one request. */
  public List<Map<String, Object>> ask(
      String command, Map<String, ?> arguments, Duration patience) {
    return client.items(command, arguments, patience);
  }

  /** Sends a request; completes at its end. */
  public CompletableFuture<Void> start(
      String command, Map<String, ?> arguments, Consumer<Map<String, Object>> onItem) {
    return client.start(command, arguments, onItem);
  }

  int index() {
    return index;
  }

  String peerId() {
    return peerId;
  }

  /** The first address it listens on. */
  public String address() {
    return address;
  }

  /** Its process. */
  public long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Asks the process to stop; {@link #close} waits for it. */
  public void stop() {
    process.destroy();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    if (client != null) {
      client.close();
    }
    if (follower != null) {
      follower.close();
    }
  }

  /** Ends the process at once, when this one ends. */
  public void kill() {
    process.destroyForcibly();
  }

  private void readOutput() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        if (!ready.isDone()) {
          ready.complete(Json.read(line));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      ready.completeExceptionally(
          new IllegalStateException("node %d said no word of sense: %s".formatted(index + 1, e)));
    } finally {
      ready.completeExceptionally(
          new IllegalStateException(
              "node %d ended before it was ready%n%s".formatted(index + 1, lastLines())));
    }
  }

  private String lastLines() {
    StringBuilder text = new StringBuilder();
    Path error = data.resolveSibling("node" + (index + 1) + ".err");
    for (Path file : List.of(error, data.resolve("logs").resolve("node.log"))) {
      try {
        List<String> lines = Files.readAllLines(file);
        lines
            .subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
            .forEach(line -> text.append("  | ").append(line).append(System.lineSeparator()));
      } catch (IOException e) {
        // there is nothing to show then
      }
    }
    return text.toString().stripTrailing();
  }

  private static NodeRecord record(Map<String, Object> item) {
    return new NodeRecord(
        Instant.parse(text(item, "at")),
        text(item, "state").toLowerCase(Locale.ROOT),
        text(item, "id"),
        text(item, "type"),
        text(item, "from"),
        text(item, "to"),
        Instant.parse(text(item, "created_at")),
        text(item, "text"),
        Boolean.TRUE.equals(item.get("fallback")),
        text(item, "detail"));
  }

  private static String text(Map<String, Object> item, String key) {
    Object value = item.get(key);
    return value == null ? "" : value.toString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.chaoschain.cli.control.ControlClient;
import org.chaoschain.cli.data.NewData;
import org.chaoschain.cli.demo.Ledger.NodeRecord;
import org.chaoschain.cli.node.NodeProcess;
import org.chaoschain.p2p.api.peer.KeyType;

/** A node in a process of its own, {@code bin/chaos run}, with its control channel. */
public final class DemoNode implements AutoCloseable {
  private final int index;
  private final Path data;
  private final NodeProcess process;
  private ControlClient client;
  private ControlClient follower;
  private String peerId;
  private String address;

  private DemoNode(int index, Path data, NodeProcess process) {
    this.index = index;
    this.data = data;
    this.process = process;
  }

  /**
   * Starts the process; it is not ready yet.
   *
   * @param folder of the demo's files
   * @param publisher whose plugins it trusts
   * @param bootstrap the address of the first node, if this is not the first one
   */
  static DemoNode start(
      DemoOptions options,
      Path folder,
      int index,
      List<String> agents,
      String publisher,
      Optional<String> bootstrap)
      throws IOException {
    List<String> more = new ArrayList<>();
    bootstrap.ifPresent(first -> more.addAll(List.of("--bootstrap", first)));
    return start(
        options.home(),
        folder,
        index,
        more,
        List.of(
            "agent.local.names=" + String.join(",", agents),
            "extension.plugins.trusted=" + publisher));
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
    String name = "node" + (index + 1);
    NewData.create(folder.resolve(name), KeyType.ED25519, Optional.empty());
    return startAgain(home, folder, index, more, settings);
  }

  /** Starts a node on the data of one that has ended; it is not ready yet. */
  public static DemoNode startAgain(
      Path home, Path folder, int index, List<String> more, List<String> settings)
      throws IOException {
    String name = "node" + (index + 1);
    Path data = folder.resolve(name);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--config", folder.resolve("empty.properties").toString()));
    arguments.addAll(List.of("--name", name));
    arguments.addAll(List.of("--listen", "/ip4/127.0.0.1/tcp/0"));
    arguments.addAll(more);
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    Path errors = folder.resolve(name + ".err");
    return new DemoNode(
        index, data, NodeProcess.start(home, "node " + (index + 1), data, errors, arguments));
  }

  /** Waits until it is ready, and connects. */
  public void awaitReady(Duration patience) throws InterruptedException {
    Map<String, Object> line =
        process.awaitReady(
            patience, "on a slow machine give the demo more with --deadline SECONDS");
    peerId = String.valueOf(line.get("peer_id"));
    address =
        line.get("addresses") instanceof List<?> list && !list.isEmpty()
            ? String.valueOf(list.get(0))
            : "";
    client = ControlClient.connect(data);
    follower = ControlClient.connect(data);
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
    return process.alive();
  }

  /** Asks the process to stop; {@link #close} waits for it. */
  public void stop() {
    process.stop();
  }

  @Override
  public void close() {
    process.close();
    if (client != null) {
      client.close();
    }
    if (follower != null) {
      follower.close();
    }
  }

  /** Ends the process at once, when this one ends. */
  public void kill() {
    process.kill();
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

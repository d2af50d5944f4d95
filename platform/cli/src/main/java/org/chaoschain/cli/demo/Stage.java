// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chaoschain.cli.data.PublisherKey;
import org.chaoschain.cli.data.SignatureFiles;
import org.chaoschain.cli.data.TemporaryFolder;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.extension.signing.core.PublisherId;
import org.chaoschain.p2p.identity.core.PrivateKey;

/**
 * The nodes of the demo and their folder. Whatever happens, {@link #close} leaves no process and,
 * unless it is to be kept, no file; if this process is ended, a hook does that.
 */
final class Stage implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final DemoOptions options;
  private final Path folder;
  private String publisher = "";
  private final List<DemoNode> nodes = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> nodeOfAgent = new HashMap<>();
  private final Map<String, String> agentIds = new HashMap<>();
  private final Thread hook = new Thread(this::killAll, "demo-cleanup");

  private Stage(DemoOptions options, Path folder) {
    this.options = options;
    this.folder = folder;
  }

  /** Where the plugin is: a copy, with a signature of a publisher that all nodes trust. */
  Path plugin() {
    return folder.resolve(options.plugin().getFileName());
  }

  /** Signs the plugin with a key that is kept nowhere, and says for whom. */
  private String sign() throws IOException {
    PrivateKey key = PublisherKey.passing();
    Files.copy(options.plugin(), plugin());
    SignatureFiles.sign(
        plugin(),
        SignatureFiles.beside(plugin()),
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        Optional.empty(),
        key);
    return PublisherId.of(key).toString();
  }

  /** Who signed the plugin. */
  String publisher() {
    return publisher;
  }

  static Stage open(DemoOptions options) {
    try {
      Path folder = TemporaryFolder.create("chaos-demo");
      Files.createFile(folder.resolve("empty.properties"));
      Stage stage = new Stage(options, folder);
      Runtime.getRuntime().addShutdownHook(stage.hook);
      stage.publisher = stage.sign();
      return stage;
    } catch (IOException e) {
      throw new CliException(
          ExitCode.FILES,
          "no folder for the demo can be made: " + e,
          "set TMPDIR to another place");
    }
  }

  /** Starts the first node, then the others with its address, and waits for all. */
  void start(List<String> agents, Deadline deadline) throws IOException, InterruptedException {
    List<List<String>> cast = new ArrayList<>();
    for (int i = 0; i < options.nodes(); i++) {
      cast.add(new ArrayList<>());
    }
    for (int i = 0; i < agents.size(); i++) {
      cast.get(i % options.nodes()).add(agents.get(i));
      nodeOfAgent.put(agents.get(i), i % options.nodes());
    }
    DemoNode first = DemoNode.start(options, folder, 0, cast.get(0), publisher, Optional.empty());
    nodes.add(first);
    first.awaitReady(deadline.left("starting node 1"));
    for (int i = 1; i < options.nodes(); i++) {
      nodes.add(
          DemoNode.start(options, folder, i, cast.get(i), publisher, Optional.of(first.address())));
    }
    for (DemoNode node : nodes.subList(1, nodes.size())) {
      node.awaitReady(deadline.left("starting node " + (node.index() + 1)));
    }
    for (DemoNode node : nodes) {
      for (Map<String, Object> agent : node.ask("agents", Map.of(), deadline.left("agents"))) {
        agentIds.put(String.valueOf(agent.get("name")), String.valueOf(agent.get("id")));
      }
    }
    for (String agent : agents) {
      if (!agentIds.containsKey(agent)) {
        throw new CliException(
            ExitCode.FAILED,
            "node %d does not host the agent %s".formatted(nodeOfAgent.get(agent) + 1, agent),
            "");
      }
    }
  }

  /** Waits until all nodes have found each other and know who listens to the agents. */
  void awaitMesh(Deadline deadline) throws InterruptedException {
    for (DemoNode node : nodes) {
      String what = "node %d finding its peers".formatted(node.index() + 1);
      while (peers(node, deadline.left(what)) < nodes.size() - 1
          || subscribers(node, deadline.left(what)) < nodes.size() - 1) {
        requireAlive();
        Thread.sleep(POLL.toMillis());
      }
    }
  }

  /** How many peers the node is connected with. */
  int peers(DemoNode node, Duration patience) {
    return (int)
        node.ask("peers", Map.of(), patience).stream()
            .map(item -> item.get("peer"))
            .distinct()
            .count();
  }

  private static int subscribers(DemoNode node, Duration patience) {
    return node.ask("topic", Map.of("topic", "agents"), patience).stream()
        .map(item -> item.get("subscribers"))
        .filter(List.class::isInstance)
        .mapToInt(list -> ((List<?>) list).size())
        .sum();
  }

  /** Ends the demo if a node's process has gone. */
  void requireAlive() {
    for (DemoNode node : nodes) {
      if (!node.alive()) {
        throw new CliException(
            ExitCode.FAILED,
            "the process of node %d has ended before its time".formatted(node.index() + 1),
            "its log is kept with --keep");
      }
    }
  }

  List<DemoNode> nodes() {
    return nodes;
  }

  DemoNode nodeOf(String agent) {
    return nodes.get(nodeOfAgent.get(agent));
  }

  String idOf(String agent) {
    return agentIds.get(agent);
  }

  /** The name of an agent by its id; the id if it is a stranger. */
  String nameOf(String id) {
    return agentIds.entrySet().stream()
        .filter(entry -> entry.getValue().equals(id))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(id);
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() {
    nodes.forEach(DemoNode::stop);
    nodes.forEach(DemoNode::close);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      removeFolder();
    } catch (IllegalStateException e) {
      // this process is ending: the hook does the rest
    }
  }

  private void killAll() {
    nodes.forEach(DemoNode::kill);
    removeFolder();
  }

  private void removeFolder() {
    if (!options.keep()) {
      TemporaryFolder.delete(folder);
    }
  }
}

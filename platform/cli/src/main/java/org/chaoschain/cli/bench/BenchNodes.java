// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chaoschain.cli.demo.DemoNode;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;

/**
 * The receiving and the sending node with their folder. Whatever happens, {@link #close} leaves no
 * process and, unless it is to be kept, no file; if this process is ended, a hook does that.
 */
final class BenchNodes implements AutoCloseable {
  /** A rate that no load here reaches. */
  private static final String UNPACED = "1000000/s, 1GiB/s";

  private final Path home;
  private final boolean keep;
  private final Path folder;
  private final List<DemoNode> nodes = new CopyOnWriteArrayList<>();
  private final Thread hook = new Thread(this::killAll, "bench-cleanup");

  private BenchNodes(Path home, boolean keep, Path folder) {
    this.home = home;
    this.keep = keep;
    this.folder = folder;
  }

  /**
   * A folder without nodes.
   *
   * @param home the installation
   * @param keep whether the folder is left at the end
   */
  static BenchNodes open(Path home, boolean keep) {
    try {
      Path folder = Files.createTempDirectory("chaos-bench");
      Files.createFile(folder.resolve("empty.properties"));
      BenchNodes nodes = new BenchNodes(home, keep, folder);
      Runtime.getRuntime().addShutdownHook(nodes.hook);
      return nodes;
    } catch (IOException e) {
      throw new CliException(ExitCode.FILES, "no folder for the benchmark can be made: " + e, "");
    }
  }

  /** Starts the receiver, then the sender with its address. */
  void start(Subject subject, Duration patience) throws IOException, InterruptedException {
    List<String> receiving = settings();
    if (subject.named()) {
      receiving.add("agent.local.names=" + names("receiver"));
    }
    start(List.of(), receiving, patience);
    List<String> sending = settings();
    sending.add("agent.local.names=" + names("sender"));
    List<String> bootstrap = List.of("--bootstrap", receiver().address());
    start(bootstrap, sending, patience);
  }

  /** Starts one more and waits until it is ready. */
  DemoNode start(List<String> more, List<String> settings, Duration patience)
      throws IOException, InterruptedException {
    DemoNode node = DemoNode.start(home, folder, nodes.size(), more, settings);
    nodes.add(node);
    node.awaitReady(patience);
    return node;
  }

  /** Kills the receiver as a loss of power would, but for the disk. */
  void killReceiver() {
    receiver().kill();
    receiver().close();
  }

  /** Starts the receiver on the data that the one before has left. */
  void restartReceiver(List<String> more, List<String> settings, Duration patience)
      throws IOException, InterruptedException {
    DemoNode node = DemoNode.startAgain(home, folder, 0, more, settings);
    nodes.set(0, node);
    node.awaitReady(patience);
  }

  /**
   * What the load needs that is not the default: more messages on their way to one peer, and more
   * of each agent in a time.
   */
  private static List<String> settings() {
    List<String> settings = new ArrayList<>();
    settings.add("extension.plugins.policy=any");
    // as many as one lane of the receiver takes: what it refuses for now could be overtaken
    settings.add("message.delivery.direct.max.pending=512");
    settings.add("message.delivery.direct.max.queued=8192");
    settings.addAll(unpaced());
    return settings;
  }

  /** Settings of a node that holds nobody to a rate. */
  static List<String> unpaced() {
    String inList = UNPACED.replace(",", "\\,");
    return List.of(
        "message.delivery.rate.peer=" + UNPACED,
        "message.delivery.rate.agent=" + UNPACED,
        "message.delivery.rate.types=agent = %s,extension = %s".formatted(inList, inList));
  }

  /** The sum of a metric of a node, over its tags. */
  static long metric(DemoNode node, String metric, Duration patience) {
    return node.ask("metrics", Map.of("prefix", metric), patience).stream()
        .filter(row -> metric.equals(row.get("name")))
        .mapToLong(row -> row.get("value") instanceof Number value ? value.longValue() : 0)
        .sum();
  }

  private static String names(String prefix) {
    return IntStream.range(0, Subject.AGENTS)
        .mapToObj(i -> prefix + i)
        .collect(Collectors.joining(","));
  }

  DemoNode receiver() {
    return nodes.get(0);
  }

  DemoNode sender() {
    return nodes.get(1);
  }

  /** What both have used of the processors. */
  Duration processorTime() {
    return nodes.stream()
        .map(node -> ProcessorTime.of(node.pid()))
        .reduce(Duration.ZERO, Duration::plus);
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
    if (keep) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(BenchNodes::remove);
    } catch (IOException | UncheckedIOException e) {
      // what is left is in the temporary folder, which the system clears
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

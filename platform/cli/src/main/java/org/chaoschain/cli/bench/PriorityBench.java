// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.chaoschain.cli.bench.PriorityResult.Load;
import org.chaoschain.cli.bench.net.Contender;
import org.chaoschain.cli.bench.net.PeerProcess;
import org.chaoschain.cli.demo.DemoNode;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;

/**
 * A real node in a process of its own that verifies so many bytes in a second and no more ({@code
 * message.delivery.flow.verify.rate}), and fifty peers in another process, each with its own
 * identity and connection, that send it more than that: signed direct messages over TCP, Noise and
 * Yamux. What becomes of each message is what the node has answered.
 */
public final class PriorityBench {
  /** The largest message of the node, in bytes. */
  static final int LARGEST = 2048;

  /** What may wait to be verified, in bytes; the node has one lane. */
  static final int CAP = 512 << 10;

  /** How many peers there are. */
  static final int PEERS = 50;

  private static final int PEER_CAP = 96 << 10;
  private static final int MAX_WAITING = 256;
  private static final Duration STEP = Duration.ofMillis(100);
  private static final Duration MARGIN = Duration.ofSeconds(60);
  private static final String AGENT = "receiver";

  private final PriorityOptions options;
  private final Consumer<String> progress;
  private final long end;

  private PriorityBench(PriorityOptions options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
    this.end = System.nanoTime() + options.deadline().toNanos();
  }

  /**
   * Runs the benchmark.
   *
   * @param progress is told what happens, a line each
   * @throws CliException if it cannot be run; nothing of it is left running
   */
  public static PriorityResult run(PriorityOptions options, Consumer<String> progress)
      throws InterruptedException {
    try (BenchNodes nodes = BenchNodes.open(options.home(), options.keep());
        PeerProcess peers = PeerProcess.start(Contender.ours(options.home()))) {
      return new PriorityBench(options, progress).run(nodes, peers);
    } catch (IOException e) {
      throw new CliException(ExitCode.FILES, "the files of the benchmark: " + e, "");
    }
  }

  private PriorityResult run(BenchNodes nodes, PeerProcess peers)
      throws IOException, InterruptedException {
    progress.accept(
        "a node that verifies %d bytes a second starts, in a process of its own"
            .formatted(options.capacity()));
    DemoNode node = nodes.start(List.of(), settings(), left("starting the node"));
    Target target = target(node);
    load(
        "warm-up",
        node,
        peers,
        target,
        options.warmUp(),
        0,
        List.of(source("all", 0, 50, "HIGH", 2)));
    Load kept =
        load(
            "high at 85 % of the capacity, medium and low at five times each",
            node,
            peers,
            target,
            options.time(),
            0,
            List.of(
                settling("high", 0, 20, "HIGH", 0.85),
                source("medium", 20, 15, "MEDIUM", 5),
                source("low", 35, 15, "LOW", 5)));
    Load starving =
        load(
            "high at ten times the capacity, low at once",
            node,
            peers,
            target,
            options.time(),
            0,
            List.of(source("high", 0, 35, "HIGH", 10), source("low", 35, 15, "LOW", 1)));
    List<Load> calm = new ArrayList<>();
    List<Load> flooded = new ArrayList<>();
    for (int round = 0; round < options.rounds(); round++) {
      Map<String, Object> honest = settling("honest", 1, PEERS - 1, "HIGH", 0.6);
      Map<String, Object> flood = source("flood", 0, 1, "HIGH", 10);
      String which = " (%d of %d)".formatted(round + 1, options.rounds());
      String alone = "49 peers, high at 60 % of the capacity" + which;
      String beside = "the same beside one that floods with ten times the capacity" + which;
      Duration time = options.time();
      calm.add(load(alone, node, peers, target, time, round, List.of(honest)));
      flooded.add(load(beside, node, peers, target, time, round, List.of(honest, flood)));
    }
    return new PriorityResult(
        options,
        kept,
        starving,
        calm,
        flooded,
        number(node, "message.delivery.verify.peak.bytes"),
        lost(node),
        number(node, "message.delivery.flow.pauses"));
  }

  /** One lane, so that there is one order; and bounds that are met within seconds. */
  private List<String> settings() {
    String flow = "message.delivery.flow.";
    List<String> settings = new ArrayList<>(BenchNodes.unpaced());
    settings.addAll(
        List.of(
            "agent.local.names=" + AGENT,
            "message.delivery.lanes=1",
            "message.delivery.max.wire.bytes=" + LARGEST,
            "message.delivery.direct.max.pending=1024",
            "message.delivery.direct.ack.patience=1m",
            "message.delivery.journal.max.bytes=0",
            flow + "verify.rate=" + options.capacity(),
            flow + "max.bytes=" + CAP,
            flow + "peer.max.bytes=" + PEER_CAP,
            flow + "critical=1000000/s burst 1000000, 1GiB/s"));
    return settings;
  }

  private record Target(String address, String chain, String agent) {}

  private Target target(DemoNode node) throws InterruptedException {
    String chain =
        String.valueOf(
            node.ask("status", Map.of(), left("the node's status")).get(0).get("chain_id"));
    AtomicReference<String> agent = new AtomicReference<>();
    await(
        () -> {
          for (Map<String, Object> row : node.ask("agents", Map.of(), left("the receiver"))) {
            if (AGENT.equals(row.get("name"))) {
              agent.set(String.valueOf(row.get("id")));
            }
          }
          return agent.get() != null;
        },
        "the receiver");
    return new Target(node.address(), chain, agent.get());
  }

  /** Asks the node again and again, since it tells nobody by itself. */
  private void await(BooleanSupplier condition, String what) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      left(what);
      Thread.sleep(STEP.toMillis());
    }
  }

  private Map<String, Object> source(
      String name, int first, int peers, String priority, double load) {
    Map<String, Object> source = new LinkedHashMap<>();
    source.put("name", name);
    source.put("first", first);
    source.put("peers", peers);
    source.put("class", priority);
    source.put("bytes_per_second", load * options.capacity());
    source.put("settles", false);
    return source;
  }

  private Map<String, Object> settling(
      String name, int first, int peers, String priority, double load) {
    Map<String, Object> source = source(name, first, peers, priority, load);
    source.put("settles", true);
    return source;
  }

  private Load load(
      String what,
      DemoNode node,
      PeerProcess peers,
      Target target,
      Duration time,
      int round,
      List<Map<String, Object>> sources)
      throws IOException, InterruptedException {
    progress.accept("%s, for %d s".formatted(what, time.toSeconds()));
    Map<String, Object> question = new LinkedHashMap<>();
    question.put("addr", target.address());
    question.put("chain", target.chain());
    question.put("to", target.agent());
    question.put("peers", PEERS);
    question.put("max_waiting", MAX_WAITING);
    question.put("seed", options.seed() + round);
    question.put("millis", time.toMillis());
    question.put("sources", sources);
    left(what);
    Map<String, Object> answer = peers.ask("benchFlow", question, time.plus(MARGIN));
    await(() -> number(node, "message.delivery.verify.messages") == 0, "what waits after: " + what);
    return Load.of(answer);
  }

  private long number(DemoNode node, String metric) {
    return BenchNodes.metric(node, metric, left("the node's metrics"));
  }

  /** What was lost, by type, class and reason. */
  private Map<String, Long> lost(DemoNode node) {
    Map<String, Long> lost = new TreeMap<>();
    String metric = "message.delivery.flow.lost";
    for (Map<String, Object> row :
        node.ask("metrics", Map.of("prefix", metric), left("the node's metrics"))) {
      List<String> tags = new ArrayList<>();
      if (row.get("tags") instanceof Map<?, ?> map) {
        new TreeMap<>(map).forEach((key, value) -> tags.add(key + "=" + value));
      }
      lost.merge(String.join(",", tags), ((Number) row.get("value")).longValue(), Long::sum);
    }
    return lost;
  }

  private Duration left(String what) {
    long nanos = end - System.nanoTime();
    if (nanos <= 0) {
      throw new CliException(
          ExitCode.DEADLINE,
          "the benchmark was not over within %d s; it ended at: %s"
              .formatted(options.deadline().toSeconds(), what),
          "give it more with --deadline SECONDS, or less to do with --seconds N");
    }
    return Duration.ofNanos(nanos);
  }
}

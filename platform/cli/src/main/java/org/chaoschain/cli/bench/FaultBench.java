// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.chaoschain.cli.bench.BenchPlugin.Component;
import org.chaoschain.cli.demo.DemoNode;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;

/**
 * Sends direct messages from one real node to another while frames are lost, connections are reset
 * and held up, and the receiving node is killed and started again; then all is healed, and what the
 * sender was told is compared with what the receiving agents have done.
 */
public final class FaultBench {
  private static final String NAME = "org.chaoschain.bench.";
  private static final String API = "org.chaoschain.api.";
  private static final Duration DOWN = Duration.ofSeconds(2);
  private static final Duration UP = Duration.ofSeconds(30);
  private static final Duration STEP = Duration.ofMillis(50);
  private static final int ASK_SECONDS = 120;
  private static final List<String> CLASSES =
      List.of(
          "BenchText",
          "BenchLog",
          "BenchType",
          "BenchLoad",
          "BenchLoad$Run",
          "BenchWitness",
          "BenchLoss",
          "BenchLoss$Lossy",
          "BenchLoss$Reader",
          "BenchLoss$Uncounted");

  private static final BenchPlugin WITNESSES =
      new BenchPlugin(NAME + "witnesses", "agent=receiver*", witnesses());

  private static final BenchPlugin LOSS =
      new BenchPlugin(
          NAME + "loss",
          "network, protocol=/chaoschain/agent/1.0.0",
          List.of(
              API + "metrics;version=\"[1.0,2)\"",
              API + "time;version=\"[1.0,2)\"",
              "org.chaoschain.p2p.api.stream",
              "org.chaoschain.p2p.api.channel",
              "org.chaoschain.p2p.api.host",
              "io.netty.buffer"),
          List.of(
              new Component(
                  "loss",
                  "BenchLoss",
                  "org.chaoschain.p2p.api.stream.StreamProtocol",
                  Map.of(
                      "org.chaoschain.p2p.api.stream.StreamProtocol",
                      "(protocol.id=/chaoschain/agent/1.0.0)"),
                  Map.of("service.ranking", "type=\"Integer\" value=\"100\""),
                  false)));

  private final FaultOptions options;
  private final Consumer<String> progress;
  private final long end;
  private volatile Map<String, Object> load = Map.of();

  private FaultBench(FaultOptions options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
    this.end = System.nanoTime() + options.deadline().toNanos();
  }

  private static List<Component> witnesses() {
    List<Component> components = new ArrayList<>();
    for (int i = 0; i < Subject.AGENTS; i++) {
      components.add(
          new Component(
              "agent" + i,
              "BenchWitness",
              API + "agent.Agent",
              Map.of(),
              Map.of("bench.agent", "value=\"" + Subject.receiver(i) + "\""),
              true));
    }
    return components;
  }

  /**
   * Runs the benchmark.
   *
   * @param progress is told what happens, a line each
   * @throws CliException if it cannot be run; nothing of it is left running
   */
  public static FaultResult run(FaultOptions options, Consumer<String> progress)
      throws InterruptedException {
    try (FaultProxy proxy = new FaultProxy(options.seed());
        BenchNodes nodes = BenchNodes.open(options.home(), options.keep())) {
      return new FaultBench(options, progress).run(proxy, nodes);
    } catch (IOException e) {
      throw new CliException(ExitCode.FILES, "the files of the benchmark: " + e, "");
    }
  }

  private FaultResult run(FaultProxy proxy, BenchNodes nodes)
      throws IOException, InterruptedException {
    progress.accept(
        "two nodes start, each in a process of its own, with a bad cable between them (seed %d)"
            .formatted(options.seed()));
    String cable = "/ip4/127.0.0.1/tcp/" + proxy.port();
    List<String> receiving = settings();
    receiving.add("p2p.host.announce=" + cable);
    nodes.start(List.of(), receiving, left("starting the receiver"));
    proxy.target(port(nodes.receiver()));
    List<String> sending = settings();
    sending.add("agent.local.names=" + names());
    // nobody can dial it: all that the nodes say passes the proxy
    sending.add("p2p.host.announce=/ip4/127.0.0.1/tcp/1");
    String bootstrap = cable + "/p2p/" + nodes.receiver().address().split("/p2p/", 2)[1];
    nodes.start(List.of("--bootstrap", bootstrap), sending, left("starting the sender"));

    Path records = Files.createDirectory(nodes.folder().resolve("records"));
    install(nodes.receiver(), WITNESSES, records, nodes.folder());
    if (options.loss() > 0) {
      install(nodes.receiver(), LOSS, records, nodes.folder());
    }
    install(nodes.sender(), Subject.LOAD, records, nodes.folder());
    List<String> to = receivers(nodes.receiver());
    Path answers = nodes.folder().resolve("answers");
    progress.accept(
        "%d messages, %d a second; %d %% of the frames are lost, connections are cut and held up"
            .formatted(options.messages(), options.rate(), options.loss()));
    proxy.harm();
    CompletableFuture<Void> loaded = startLoad(nodes.sender(), to, answers);
    awaitSent(options.messages() / 2, loaded);
    progress.accept("the receiver is killed (%s)".formatted(load));
    nodes.killReceiver();
    Thread.sleep(DOWN.toMillis());
    nodes.restartReceiver(List.of(), receiving, left("starting the receiver again"));
    proxy.target(port(nodes.receiver()));
    progress.accept("the receiver is back (%s)".formatted(load));
    awaitSent(options.messages(), loaded);
    proxy.heal();
    if (options.loss() > 0) {
      remove(nodes.receiver(), LOSS);
    }
    progress.accept("all is healed; waiting for the last answers (%s)".formatted(load));
    awaitEnd(loaded);
    long unhandled = awaitHandled(nodes.receiver());
    // no witness writes any more once it is gone
    remove(nodes.receiver(), WITNESSES);
    Map<String, Object> faults = new LinkedHashMap<>();
    Path lost = records.resolve("lost");
    faults.put("frames_lost", Files.exists(lost) ? Files.size(lost) : 0);
    faults.put("connections_cut", proxy.cuts());
    faults.put("stalls", proxy.stalls());
    faults.put("kills", 1);
    faults.put("seed", options.seed());
    faults.put("left_in_inbox", unhandled);
    return FaultResult.read(answers, records, options.messages(), Subject.AGENTS, faults);
  }

  /** Short waits, so that much happens in little time. */
  private static List<String> settings() {
    List<String> settings = new ArrayList<>();
    settings.add("extension.plugins.policy=any");
    settings.add("message.delivery.direct.timeout=2s");
    settings.add("message.delivery.direct.max.pending=512");
    settings.add("message.delivery.direct.max.queued=8192");
    settings.add("message.delivery.retry.longest=4s");
    settings.addAll(BenchNodes.unpaced());
    return settings;
  }

  private static String names() {
    return IntStream.range(0, Subject.AGENTS)
        .mapToObj(i -> "sender" + i)
        .collect(Collectors.joining(","));
  }

  /** Where it listens, whatever it announces. */
  private int port(DemoNode node) {
    for (Map<String, Object> status : node.ask("status", Map.of(), left("asking for the port"))) {
      if (status.get("p2p") instanceof Map<?, ?> p2p
          && p2p.get("listen") instanceof List<?> listen
          && !listen.isEmpty()) {
        return Integer.parseInt(String.valueOf(listen.get(0)).split("/", -1)[4]);
      }
    }
    throw new CliException(ExitCode.FAILED, "the receiver listens nowhere", "");
  }

  private void install(DemoNode node, BenchPlugin plugin, Path records, Path folder)
      throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("folder", records.toString());
    settings.put("version", "1.0.0");
    settings.put("loss.percent", String.valueOf(options.loss()));
    settings.put("seed", String.valueOf(options.seed()));
    Path jar = plugin.write(folder, "1.0.0", CLASSES, settings);
    node.ask("plugin.install", Map.of("file", jar.toString()), left("installing a plugin"));
    Files.delete(jar);
  }

  /** Removes a plugin; one that is not up yet after the restart is waited for. */
  private void remove(DemoNode node, BenchPlugin plugin) throws InterruptedException {
    long patience = System.nanoTime() + UP.toNanos();
    while (true) {
      try {
        node.ask("plugin.remove", Map.of("name", plugin.name()), left("removing a plugin"));
        return;
      } catch (CliException e) {
        if (e.exitCode() != ExitCode.NOT_FOUND || System.nanoTime() > patience) {
          throw e;
        }
        Thread.sleep(STEP.toMillis());
      }
    }
  }

  private List<String> receivers(DemoNode node) throws InterruptedException {
    while (true) {
      Map<String, String> byName = new LinkedHashMap<>();
      node.ask("agents", Map.of(), left("hosting the receivers"))
          .forEach(a -> byName.put(String.valueOf(a.get("name")), String.valueOf(a.get("id"))));
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < Subject.AGENTS && byName.containsKey(Subject.receiver(i)); i++) {
        ids.add(byName.get(Subject.receiver(i)));
      }
      if (ids.size() == Subject.AGENTS) {
        return ids;
      }
      Thread.sleep(STEP.toMillis());
    }
  }

  private CompletableFuture<Void> startLoad(DemoNode node, List<String> to, Path answers) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("to", to);
    arguments.put("rate", options.rate());
    arguments.put("count", options.messages());
    arguments.put("ttl.s", options.life().toSeconds());
    arguments.put("patience.s", options.life().toSeconds() + ASK_SECONDS);
    arguments.put("file", answers.toString());
    return node.start("bench.load", arguments, item -> load = item);
  }

  private void awaitSent(int count, CompletableFuture<Void> loaded) throws InterruptedException {
    while (!(load.get("sent") instanceof Number sent && sent.longValue() >= count)) {
      left("the load");
      if (loaded.isDone()) {
        awaitEnd(loaded);
        return;
      }
      Thread.sleep(STEP.toMillis());
    }
  }

  private void awaitEnd(CompletableFuture<Void> loaded) throws InterruptedException {
    try {
      loaded.get(left("the last answers").toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CliException told ? told : new IllegalStateException(e);
    } catch (TimeoutException e) {
      left("the last answers");
    }
  }

  /** Accepted is not handled: agents are handed what is in the inbox. Answers what stays there. */
  private long awaitHandled(DemoNode node) throws InterruptedException {
    long patience = System.nanoTime() + UP.toNanos();
    long unhandled = unhandled(node);
    while (unhandled > 0 && System.nanoTime() < patience) {
      Thread.sleep(STEP.toMillis());
      unhandled = unhandled(node);
    }
    return unhandled;
  }

  private long unhandled(DemoNode node) {
    return BenchNodes.metric(
        node, "message.delivery.inbox.messages", left("the agents of the receiver"));
  }

  private Duration left(String what) {
    long nanos = end - System.nanoTime();
    if (nanos <= 0) {
      throw new CliException(
          ExitCode.DEADLINE,
          "the benchmark was not over within %d s; it ended at: %s"
              .formatted(options.deadline().toSeconds(), what),
          "give it more with --deadline SECONDS, or less to do with --messages N");
    }
    return Duration.ofNanos(nanos);
  }
}

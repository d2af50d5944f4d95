// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.chaoschain.cli.bench.ProcessorTime;
import org.chaoschain.cli.bench.net.Contender;
import org.chaoschain.cli.bench.net.PeerProcess;
import org.chaoschain.cli.demo.DemoNode;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;

/**
 * Measures the gateway of a node: the node is one process, the agents are in another. Each message
 * goes from one agent over the node to another, signed by the node under the sender's delegation.
 */
public final class GatewayBench {
  private static final Duration MARGIN = Duration.ofMinutes(10);

  private final GatewayOptions options;
  private final Consumer<String> progress;

  private GatewayBench(GatewayOptions options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * Runs it.
   *
   * @param progress is told what happens, a line each
   * @throws CliException if a process does not start, fails, or does not answer
   */
  public static GatewayResult run(GatewayOptions options, Consumer<String> progress)
      throws InterruptedException {
    try {
      return new GatewayBench(options, progress).run();
    } catch (IOException e) {
      throw new CliException(ExitCode.FAILED, "the benchmark gateway has failed: " + e, "");
    }
  }

  private GatewayResult run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("chaos-bench");
    try {
      Files.createFile(folder.resolve("empty.properties"));
      try (DemoNode node = DemoNode.start(options.home(), folder, 0, List.of(), settings())) {
        try {
          node.awaitReady(options.deadline());
          return measure(node, gateway(node));
        } finally {
          node.stop();
        }
      }
    } finally {
      remove(folder);
    }
  }

  private GatewayResult measure(DemoNode node, String gateway)
      throws IOException, InterruptedException {
    try (PeerProcess load = PeerProcess.start(Contender.ours(options.home()))) {
      progress.accept("%,d agents connect".formatted(options.agents()));
      load.ask(
          "gatewayConnect", Map.of("addr", gateway, "count", options.agents()), options.deadline());
      if (!options.idle() && !options.warmUp().isZero()) {
        progress.accept(
            "they send %,d messages a second for %d s to warm up"
                .formatted(options.rate(), options.warmUp().toSeconds()));
        load.ask("gatewayWarmUp", question(options.warmUp()), options.warmUp().plus(MARGIN));
      }
      progress.accept(
          options.idle()
              ? "they are there for %d s".formatted(options.time().toSeconds())
              : "they send %,d messages a second for %d s"
                  .formatted(options.rate(), options.time().toSeconds()));
      Duration before = ProcessorTime.of(node.pid());
      Map<String, Object> answer =
          load.ask("gatewayRun", question(options.time()), options.time().plus(MARGIN));
      double measured = Math.max(1, number(answer, "measured"));
      if (number(answer, "failed") + number(answer, "failedEarly") > 0) {
        progress.accept("the first that was refused: " + answer.get("failure"));
      }
      if (number(answer, "cuts") > 0) {
        progress.accept("the first connection that broke: " + answer.get("cut"));
      }
      return new GatewayResult(
          options.agents(),
          number(answer, "agents"),
          number(answer, "cuts"),
          number(answer, "due"),
          number(answer, "slowed"),
          number(answer, "sent"),
          number(answer, "received"),
          number(answer, "lost"),
          number(answer, "twice"),
          number(answer, "failed"),
          number(answer, "failedEarly"),
          number(answer, "p50Us") / 1e3,
          number(answer, "p99Us") / 1e3,
          number(answer, "perSecond"),
          ProcessorTime.of(node.pid()).minus(before).toNanos() / 1e3 / measured,
          number(answer, "workUs") / measured,
          residentMib(node.pid()));
    }
  }

  private Map<String, Object> question(Duration time) {
    Map<String, Object> question = new LinkedHashMap<>();
    question.put("rate", options.rate());
    question.put("timeoutMs", time.toMillis());
    return question;
  }

  /** What so many agents need that is not the default. */
  private List<String> settings() {
    int connections = options.agents() + 100;
    return List.of(
        "agent.gateway.port=0",
        "agent.gateway.max.connections=" + connections,
        "agent.remote.max.connections=" + connections,
        "agent.auth.max.sessions=" + connections,
        "message.delivery.record.max=100");
  }

  /** Where the node has chosen to listen. */
  private String gateway(DemoNode node) {
    for (Map<String, Object> status : node.ask("status", Map.of(), options.deadline())) {
      if (status.get("gateway") instanceof Map<?, ?> section
          && section.get("url") instanceof String url) {
        return url.replaceFirst("^http", "ws");
      }
    }
    throw new CliException(ExitCode.FAILED, "the gateway of the node does not listen", "");
  }

  private static long number(Map<String, Object> answer, String name) {
    if (answer.get(name) instanceof Number number) {
      return number.longValue();
    }
    throw new CliException(ExitCode.FAILED, "an answer has no number '" + name + "'", "");
  }

  private static double residentMib(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
      }
    }
    return 0;
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.deleteIfExists(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chaoschain.cli.control.ControlClient;
import org.chaoschain.cli.data.NewData;
import org.chaoschain.cli.data.TemporaryFolder;
import org.chaoschain.cli.node.NodeProcess;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Output;
import org.chaoschain.p2p.api.peer.KeyType;

/**
 * A node, and each build of a plugin deployed in it, until the node or this process ends. Runs on
 * the thread that calls it; {@link #close} may come from another one.
 */
public final class DevLoop implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(60);
  private static final Duration READY_SUSPENDED = Duration.ofDays(1);
  private static final Duration DEPLOYED = Duration.ofSeconds(60);
  private static final long FACTS_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long BROKEN_NANOS = Duration.ofSeconds(2).toNanos();

  private final DevOptions options;
  private final DevReport report;
  private final Path folder;
  private final Path data;
  private final Map<String, PluginJar> deployed = new TreeMap<>();
  private final Map<Path, Long> brokenSince = new HashMap<>();
  private volatile NodeProcess node;
  private volatile ControlClient client;
  private volatile boolean closed;
  private long readyAt;

  private DevLoop(DevOptions options, DevReport report, Path folder) {
    this.options = options;
    this.report = report;
    this.folder = folder;
    this.data = options.data().orElse(folder.resolve("data"));
  }

  /**
   * Makes the loop, and its folder for what does not outlive it.
   *
   * @throws CliException if that cannot be made
   */
  public static DevLoop of(DevOptions options, Output output) {
    try {
      return new DevLoop(options, new DevReport(output), TemporaryFolder.create("chaos-dev"));
    } catch (IOException e) {
      throw new CliException(
          ExitCode.FILES,
          "no folder can be made for the node: " + e,
          "set TMPDIR to another place");
    }
  }

  /**
   * Starts the node and follows the builds.
   *
   * @return how it ended: the node has
   * @throws CliException if the node does not come up
   * @throws InterruptedException if the thread is interrupted
   */
  public ExitCode run() throws InterruptedException {
    try (JarWatch watch = new JarWatch(options.watched())) {
      start();
      LogTail log = new LogTail(data.resolve("logs").resolve("node.log"));
      log.read(); // what there was before
      PluginFacts facts = new PluginFacts(client, report);
      long nextFacts = System.nanoTime();
      while (node.alive()) {
        watch.look().forEach(this::deploy);
        tellBroken(watch.broken());
        log.read().forEach(this::tell);
        if (nextFacts - System.nanoTime() <= 0) {
          deployed.keySet().forEach(facts::follow);
          nextFacts = System.nanoTime() + FACTS_NANOS;
        }
        watch.await();
      }
      if (closed) {
        return ExitCode.OK;
      }
      report.tell("node", "", "has ended\n" + node.lastLines(), Map.of());
      return ExitCode.FAILED;
    } catch (IOException e) {
      throw new CliException(ExitCode.FILES, "the loop cannot go on: " + e, "");
    }
  }

  /** Stops the node, and deletes what was made for it. */
  @Override
  public void close() {
    closed = true;
    NodeProcess running = node;
    if (running != null) {
      running.close();
    }
    if (client != null) {
      client.close();
    }
    TemporaryFolder.delete(folder);
  }

  private void start() throws IOException, InterruptedException {
    if (!Files.exists(NewData.keyFile(data))) {
      NewData.create(data, KeyType.ED25519, Optional.empty());
    }
    List<String> arguments = new ArrayList<>(options.arguments());
    if (options.data().isEmpty()) {
      Path none = Files.writeString(folder.resolve("empty.properties"), "");
      arguments.addAll(List.of("--config", none.toString()));
    }
    node =
        NodeProcess.start(options.home(), "the node", data, folder.resolve("node.err"), arguments);
    if (options.suspended()) {
      report.tell("node", "", "waits for the debugger", Map.of());
    }
    Map<String, Object> ready =
        node.awaitReady(
            options.suspended() ? READY_SUSPENDED : READY,
            "look at its log and the machine's load");
    client = ControlClient.connect(data);
    readyAt = System.currentTimeMillis();
    report.tell(
        "node",
        "",
        "ready in %s ms, data in %s; builds are watched in %s"
            .formatted(
                ready.get("ready_ms"),
                data,
                String.join(", ", options.watched().stream().map(Path::toString).toList())),
        Map.of("pid", ready.get("pid"), "data", data.toString()));
  }

  private void deploy(JarWatch.Build build) {
    PluginJar jar = build.jar();
    String file = jar.file().getFileName().toString();
    if (jar.name().isEmpty()) {
      report.tell(
          "build", "", file + " is no plugin: it has no Bundle-SymbolicName", Map.of("file", file));
      return;
    }
    try {
      List<Map<String, Object>> answer =
          client.items("plugin.install", Map.of("file", jar.file().toString()), DEPLOYED);
      long from = Math.max(readyAt, build.completed().toMillis());
      long millis = System.currentTimeMillis() - from;
      deployed.put(jar.name(), jar);
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("file", file);
      facts.put("after_ms", millis);
      answer.forEach(facts::putAll);
      boolean same = "unchanged".equals(facts.get("action"));
      report.tell(
          same ? "same" : "up",
          jar.name(),
          "%s, generation %s, %d ms after %s"
              .formatted(
                  jar.version(),
                  facts.getOrDefault("generation", "?"),
                  millis,
                  from == readyAt ? "the node was ready" : file + " was complete"),
          facts);
    } catch (CliException e) {
      report.tell("failed", jar.name(), e.getMessage() + why(jar), Map.of("file", file));
    }
  }

  /** What the node says of a plugin that did not come up and is not told yet. */
  private String why(PluginJar jar) {
    StringBuilder text = new StringBuilder();
    try {
      for (Map<String, Object> item :
          client.items("plugin.why", Map.of("name", jar.name()), DEPLOYED)) {
        if (item.get("reasons") instanceof List<?> reasons) {
          reasons.forEach(reason -> text.append('\n').append(reason));
        }
      }
    } catch (CliException e) {
      // it has said all already
    }
    return text.toString();
  }

  private void tellBroken(Map<Path, String> broken) {
    brokenSince.keySet().retainAll(broken.keySet());
    broken.forEach(
        (file, fault) -> {
          Long since = brokenSince.putIfAbsent(file, System.nanoTime());
          if (since != null && since != 0 && System.nanoTime() - since > BROKEN_NANOS) {
            brokenSince.put(file, 0L); // told once
            report.tell(
                "failed",
                "",
                "%s is no whole jar: %s; it is taken once it is"
                    .formatted(file.getFileName(), fault),
                Map.of("file", file.getFileName().toString()));
          }
        });
  }

  /** The plugins' own lines, and the node's warnings that name one of them. */
  private void tell(LogTail.Line line) {
    for (PluginJar jar : deployed.values()) {
      if (jar.logs(line.logger()) || (line.alarming() && line.text().contains(jar.name()))) {
        String text = line.further() ? line.text() : line.level() + " " + line.text();
        report.tell(
            "log", jar.name(), text, Map.of("level", line.level(), "logger", line.logger()));
        return;
      }
    }
  }
}

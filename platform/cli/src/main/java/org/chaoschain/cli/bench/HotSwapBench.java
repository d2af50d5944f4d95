// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.chaoschain.cli.bench.Gaps.Window;
import org.chaoschain.cli.demo.DemoNode;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;

/**
 * Two real nodes in processes of their own: the agents of the one send signed direct messages over
 * TCP, Noise and Yamux to those of the other, whose plugin is updated again and again meanwhile.
 * What the sender was answered is compared with what the generations of the plugin have written
 * down.
 */
public final class HotSwapBench {
  /** Before anything is measured; a short run, which shows losses and no pauses, needs less. */

  /** Without swaps, before and after them, for the comparison. */
  private static final Duration REST = Duration.ofSeconds(5);

  private static final int SHORT = 20;
  private static final String ANSWERS = "answers-";
  private static final int SHARES = 2;
  private static final Duration STEP = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final BenchOptions options;
  private final Subject subject;
  private final Consumer<String> progress;
  private final long end;
  private final List<Swap> swaps = new ArrayList<>();
  private final Map<Integer, Map<String, Object>> loads = new ConcurrentHashMap<>();

  /** From the order to its answer. */
  private record Swap(Instant begin, Instant end) {
    Duration time() {
      return Duration.between(begin, end);
    }
  }

  private HotSwapBench(BenchOptions options, Subject subject, Consumer<String> progress) {
    this.options = options;
    this.subject = subject;
    this.progress = progress;
    this.end = System.nanoTime() + options.deadline().toNanos();
  }

  /**
   * Runs the benchmark.
   *
   * @param progress is told what happens, a line each
   * @throws CliException if it cannot be run; nothing of it is left running
   */
  public static SwapResult run(BenchOptions options, Consumer<String> progress)
      throws InterruptedException {
    Subject subject =
        Subject.of(options.kind())
            .orElseThrow(
                () ->
                    new CliException(
                        ExitCode.USAGE,
                        "'%s' is nothing that can be swapped here".formatted(options.kind()),
                        "the kinds are " + String.join(", ", BenchOptions.kinds())));
    try (BenchNodes nodes = BenchNodes.open(options.home(), options.keep())) {
      return new HotSwapBench(options, subject, progress).run(nodes);
    } catch (IOException e) {
      throw new CliException(ExitCode.FILES, "the files of the benchmark: " + e, "");
    }
  }

  private SwapResult run(BenchNodes nodes) throws IOException, InterruptedException {
    progress.accept("two nodes start, each in a process of its own");
    nodes.start(subject, left("starting the nodes"));
    Path records = Files.createDirectory(nodes.folder().resolve("records"));
    if (subject.fixture().isPresent()) {
      install(nodes.receiver(), subject.fixture().get(), records, nodes.folder(), 0, false);
    }
    install(nodes.receiver(), subject.swapped(), records, nodes.folder(), 0, true);
    install(nodes.sender(), Subject.LOAD, records, nodes.folder(), 0, false);
    List<String> to = receivers(nodes.receiver());
    progress.accept(
        "%d agents send %d messages a second over TCP to %d agents of the other node"
            .formatted(Subject.AGENTS, options.rate(), to.size()));
    CompletableFuture<Void> loaded = startLoad(nodes.sender(), to, nodes.folder());
    rest(options.warmUp(), loaded);
    Duration work = nodes.processorTime();
    Instant quietBegin = Instant.now();
    rest(scaled(REST), loaded);
    Instant quietEnd = Instant.now();
    Instant begin = Instant.now();
    swapAll(nodes, records, loaded);
    Duration swapping = Duration.between(begin, Instant.now());
    Instant quietAgain = Instant.now().plus(STEP);
    rest(scaled(REST), loaded);
    Instant over = Instant.now();
    Duration worked = nodes.processorTime().minus(work);
    progress.accept("the load ends; waiting for the last answers");
    stopLoad(nodes.sender(), loaded);
    nodes
        .receiver()
        .ask("plugin.remove", Map.of("name", subject.swapped().name()), left("removal"));
    if (subject.fixture().isPresent()) {
      String name = subject.fixture().get().name();
      nodes.receiver().ask("plugin.remove", Map.of("name", name), left("removal"));
    }
    List<Ledger> ledgers = new ArrayList<>();
    for (String recorder : subject.recorders()) {
      ledgers.add(Ledger.read(nodes.folder(), ANSWERS, records, recorder));
    }
    Ledger ledger = ledgers.get(0);
    long[] ends = ledger.ends();
    List<Window> swapped = new ArrayList<>();
    swaps.forEach(s -> swapped.add(new Window(ledger.nanos(s.begin()), ledger.nanos(s.end()))));
    Duration typical = swapping.dividedBy(Math.max(1, swaps.size()));
    List<Window> quiet = windows(ledger, quietBegin, quietEnd, typical);
    quiet.addAll(windows(ledger, quietAgain, over, typical));
    double seconds = Duration.between(quietBegin, over).toNanos() / 1e9;
    long from = ledger.nanos(quietBegin);
    long until = ledger.nanos(over);
    long inTime = 0;
    for (long moment : ends) {
      inTime += moment >= from && moment <= until ? 1 : 0;
    }
    Ledger.Verdict verdict =
        ledgers.stream().map(Ledger::compare).reduce(Ledger.Verdict::with).orElseThrow();
    for (Ledger each : ledgers) {
      each.problems().forEach(problem -> progress.accept("problem: " + problem));
    }
    return new SwapResult(
        subject.kind(),
        verdict,
        swaps.size(),
        new Gaps(ends, swapped),
        new Gaps(ends, quiet),
        inTime / seconds,
        worked.toNanos() / 1e3 / Math.max(1, inTime),
        swaps.stream().mapToLong(s -> s.time().toMillis()).average().orElse(0),
        ledger.commonRefusal());
  }

  private Duration scaled(Duration full) {
    return options.swaps() < SHORT ? full.dividedBy(4) : full;
  }

  private static List<Window> windows(Ledger ledger, Instant begin, Instant end, Duration each) {
    List<Window> windows = new ArrayList<>();
    for (Instant at = begin; !at.plus(each).isAfter(end); at = at.plus(each)) {
      windows.add(new Window(ledger.nanos(at), ledger.nanos(at.plus(each))));
    }
    if (windows.isEmpty()) {
      windows.add(new Window(ledger.nanos(begin), ledger.nanos(end)));
    }
    return windows;
  }

  private void swapAll(BenchNodes nodes, Path records, CompletableFuture<Void> loaded)
      throws IOException, InterruptedException {
    for (int i = 1; i <= options.swaps(); i++) {
      requireLoad(loaded);
      Path jar = write(subject.swapped(), records, nodes.folder(), i, true);
      Instant begin = Instant.now();
      deploy(nodes.receiver(), jar);
      swaps.add(new Swap(begin, Instant.now()));
      Files.delete(jar);
      if (i % Math.max(1, options.swaps() / 10) == 0) {
        progress.accept("%d of %d swaps; %s".formatted(i, options.swaps(), load()));
      }
      rest(options.interval(), loaded);
    }
  }

  private void install(
      DemoNode node, BenchPlugin plugin, Path records, Path folder, int version, boolean holds)
      throws IOException {
    Path jar = write(plugin, records, folder, version, holds);
    deploy(node, jar);
    Files.delete(jar);
  }

  private Path write(BenchPlugin plugin, Path records, Path folder, int version, boolean holds)
      throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("folder", records.toString());
    settings.put("version", "1.0." + version);
    settings.put("hold.every", String.valueOf(holds ? options.holdEvery() : 0));
    settings.put("hold.ms", String.valueOf(options.hold().toMillis()));
    settings.put("senders", String.valueOf(Subject.AGENTS));
    return plugin.write(folder, "1.0." + version, Subject.CLASSES, settings);
  }

  private void deploy(DemoNode node, Path jar) {
    node.ask("plugin.install", Map.of("file", jar.toString()), left("an update of the plugin"));
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

  private CompletableFuture<Void> startLoad(DemoNode node, List<String> to, Path folder) {
    List<CompletableFuture<Void>> shares = new ArrayList<>();
    for (int share = 0; share < SHARES; share++) {
      shares.add(startLoad(node, to, folder.resolve(ANSWERS + share), share));
    }
    // the first that fails ends both: the other would wait for its own stop
    CompletableFuture<Void> all = CompletableFuture.allOf(shares.toArray(CompletableFuture[]::new));
    shares.forEach(
        each ->
            each.exceptionally(
                failure -> {
                  all.completeExceptionally(failure);
                  return null;
                }));
    return all;
  }

  private CompletableFuture<Void> startLoad(
      DemoNode node, List<String> to, Path answers, int share) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("to", to);
    arguments.put("rate", (options.rate() + share) / SHARES);
    arguments.put("share", share);
    arguments.put("of", SHARES);
    arguments.put("file", answers.toString());
    arguments.put("extension", subject.extension());
    return node.start("bench.load", arguments, item -> loads.put(share, item));
  }

  private String load() {
    long sent = loads.values().stream().mapToLong(item -> number(item, "sent")).sum();
    long open = loads.values().stream().mapToLong(item -> number(item, "open")).sum();
    return "%d messages sent, %d of them without an answer yet".formatted(sent, open);
  }

  private static long number(Map<String, Object> item, String key) {
    return item.get(key) instanceof Number number ? number.longValue() : 0;
  }

  private void stopLoad(DemoNode node, CompletableFuture<Void> loaded) throws InterruptedException {
    node.ask("bench.load", Map.of("stop", true), left("stopping the load"));
    try {
      loaded.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CliException told ? told : new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new CliException(
          ExitCode.DEADLINE, "the sender did not end within " + PATIENCE.toSeconds() + " s", "");
    }
  }

  private void rest(Duration time, CompletableFuture<Void> loaded) throws InterruptedException {
    left("the load");
    Thread.sleep(time.toMillis());
    requireLoad(loaded);
  }

  private static void requireLoad(CompletableFuture<Void> loaded) {
    if (loaded.isDone()) {
      loaded.join();
      throw new CliException(ExitCode.FAILED, "the load has ended before its time", "");
    }
  }

  private Duration left(String what) {
    long nanos = end - System.nanoTime();
    if (nanos <= 0) {
      throw new CliException(
          ExitCode.DEADLINE,
          "the benchmark was not over within %d s; it ended at: %s"
              .formatted(options.deadline().toSeconds(), what),
          "give it more with --deadline SECONDS, or less to do with --swaps N");
    }
    return Duration.ofNanos(nanos);
  }
}

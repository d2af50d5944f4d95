// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.net;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;

/**
 * Measures libraries beside each other: of each a server and a client, in processes of their own,
 * over loopback. After a warm-up each library has its turn in each round, so that what else the
 * machine does hits all of them.
 */
public final class NetBench {
  private static final int IDLE_CONNECTIONS = 200;
  private static final Duration WARM_UP_RUN = Duration.ofSeconds(1);
  private static final Duration MARGIN = Duration.ofMinutes(2);

  private final Benchmark benchmark;
  private final Duration time;
  private final Duration warmUp;
  private final Consumer<String> progress;

  private NetBench(Benchmark benchmark, Duration time, Duration warmUp, Consumer<String> progress) {
    this.benchmark = benchmark;
    this.time = time;
    this.warmUp = warmUp;
    this.progress = progress;
  }

  /**
   * Runs a benchmark.
   *
   * @param contenders the libraries, at least one
   * @param runs how often each is measured, 1 or more
   * @param time how long each run takes
   * @param warmUp how long each library runs before anything is measured; nothing for memory
   * @param progress is told what happens, a line each
   * @return a result of each library, in the order of the contenders
   * @throws CliException if a process does not start, fails, or does not answer
   */
  public static List<NetResult> run(
      Benchmark benchmark,
      List<Contender> contenders,
      int runs,
      Duration time,
      Duration warmUp,
      Consumer<String> progress)
      throws InterruptedException {
    try {
      return new NetBench(benchmark, time, warmUp, progress).run(contenders, runs);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.FAILED, "the benchmark " + benchmark.word() + " has failed: " + e, "");
    }
  }

  private List<NetResult> run(List<Contender> contenders, int runs)
      throws IOException, InterruptedException {
    Map<Contender, List<Double>> values = new LinkedHashMap<>();
    contenders.forEach(contender -> values.put(contender, new ArrayList<>()));
    if (benchmark == Benchmark.IDLE) {
      for (int run = 0; run < runs; run++) {
        for (Contender contender : contenders) {
          // a process that has served connections keeps memory for the next ones: each run has its
          // own
          try (Pair pair = Pair.start(contender)) {
            note(contender, run, pair.idle(), values);
          }
        }
      }
    } else {
      measure(contenders, runs, values);
    }
    List<NetResult> results = new ArrayList<>();
    values.forEach(
        (contender, list) -> results.add(new NetResult(benchmark, contender.library(), list)));
    return results;
  }

  private void measure(List<Contender> contenders, int runs, Map<Contender, List<Double>> values)
      throws IOException, InterruptedException {
    List<Pair> pairs = new ArrayList<>();
    try {
      for (Contender contender : contenders) {
        Pair pair = Pair.start(contender);
        pairs.add(pair);
        warmUp(pair);
      }
      for (int run = 0; run < runs; run++) {
        for (Pair pair : pairs) {
          note(pair.contender, run, pair.measure(benchmark, time), values);
        }
      }
    } finally {
      pairs.forEach(Pair::close);
    }
  }

  /** In short runs, so that each of a bulk transfer is as long as the last one was fast. */
  private void warmUp(Pair pair) throws IOException, InterruptedException {
    long end = System.nanoTime() + warmUp.toNanos();
    while (System.nanoTime() - end < 0) {
      pair.measure(benchmark, WARM_UP_RUN);
    }
  }

  private void note(
      Contender contender, int run, double value, Map<Contender, List<Double>> values) {
    values.get(contender).add(value);
    progress.accept(
        String.format(
            Locale.ROOT,
            "%s, %s, run %d: %,.1f %s",
            benchmark.word(),
            contender.library(),
            run + 1,
            value,
            benchmark.unit()));
  }

  /** A server and a client of one library. */
  private static final class Pair implements AutoCloseable {
    private final Contender contender;
    private final PeerProcess server;
    private final PeerProcess client;
    private final String address;

    private Pair(Contender contender, PeerProcess server, PeerProcess client, String address) {
      this.contender = contender;
      this.server = server;
      this.client = client;
      this.address = address;
    }

    static Pair start(Contender contender) throws IOException, InterruptedException {
      PeerProcess server = PeerProcess.start(contender);
      try {
        Object address = server.ask("benchServe", Map.of(), MARGIN).get("addr");
        return new Pair(contender, server, PeerProcess.start(contender), String.valueOf(address));
      } catch (IOException | InterruptedException | RuntimeException e) {
        server.close();
        throw e;
      }
    }

    double measure(Benchmark benchmark, Duration time) throws IOException, InterruptedException {
      Map<String, Object> question =
          Map.of("bench", benchmark.word(), "addr", address, "timeoutMs", time.toMillis());
      return number(client.ask("bench", question, time.plus(MARGIN)), "value");
    }

    /** What a connection adds to the server's resident memory, in KiB. */
    double idle() throws IOException, InterruptedException {
      client.ask("benchConnect", Map.of("addr", address, "count", 8), MARGIN);
      double before = number(server.ask("benchMemory", Map.of(), MARGIN), "kib");
      client.ask("benchConnect", Map.of("addr", address, "count", IDLE_CONNECTIONS), MARGIN);
      double after = number(server.ask("benchMemory", Map.of(), MARGIN), "kib");
      return (after - before) / IDLE_CONNECTIONS;
    }

    private static double number(Map<String, Object> answer, String name) {
      if (answer.get(name) instanceof Number number) {
        return number.doubleValue();
      }
      throw new CliException(ExitCode.FAILED, "an answer has no number '" + name + "'", "");
    }

    @Override
    public void close() {
      client.close();
      server.close();
    }
  }
}

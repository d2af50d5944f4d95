// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.peer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.perf.core.PerfClient;
import org.chaoschain.p2p.perf.core.PerfServer;
import org.chaoschain.p2p.perf.core.Throughput;

/** What a client measures with a server. For one thread. */
final class ClientRuns implements AutoCloseable {
  private static final int HANDSHAKE_CLIENTS = 4;
  private static final int STREAMS_AT_ONCE = 8;
  private static final long FIRST_BYTES = 4L << 20;
  private static final double MEGA = 1e6;
  private static final double NANOS = 1e9;
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final BenchNode.Shared shared;
  private final List<BenchNode> nodes = new ArrayList<>();
  private BenchNode node;
  private GossipRun gossip;
  private double bytesPerSecond;

  ClientRuns(BenchNode.Shared shared) {
    this.shared = shared;
  }

  private BenchNode open() {
    BenchNode opened = BenchNode.client(shared);
    nodes.add(opened);
    return opened;
  }

  private BenchNode node() {
    if (node == null) {
      node = open();
    }
    return node;
  }

  /** Measures for a time. */
  double measure(String benchmark, String address, long millis)
      throws InterruptedException, LimitExceededException {
    return switch (benchmark) {
      case "handshake" -> handshake(address, millis);
      case "bulk" -> bulk(address, millis);
      case "echo" -> echo(address, millis);
      case "new-stream" -> newStream(address, millis);
      case "gossip" -> gossip(address, millis);
      default -> throw new IllegalArgumentException("no benchmark " + benchmark);
    };
  }

  /** Connects that many clients, which stay. */
  void connect(String address, int count) {
    for (int i = 0; i < count; i++) {
      open().connect(address);
    }
  }

  private double handshake(String address, long millis) throws InterruptedException {
    while (nodes.size() < HANDSHAKE_CLIENTS) {
      open();
    }
    long begin = System.nanoTime();
    long end = begin + TimeUnit.MILLISECONDS.toNanos(millis);
    List<CompletableFuture<Integer>> counts = new ArrayList<>();
    for (BenchNode each : nodes) {
      CompletableFuture<Integer> count = new CompletableFuture<>();
      counts.add(count);
      Thread thread = new Thread(() -> handshakes(each, address, end, count), "bench-client");
      thread.setDaemon(true);
      thread.start();
    }
    int sum = 0;
    for (CompletableFuture<Integer> count : counts) {
      sum += BenchNode.await(count);
    }
    return sum * NANOS / (System.nanoTime() - begin);
  }

  private static void handshakes(
      BenchNode client, String address, long end, CompletableFuture<Integer> count) {
    try {
      int done = 0;
      while (System.nanoTime() - end < 0) {
        client.connectOnce(address);
        done++;
      }
      count.complete(done);
    } catch (RuntimeException e) {
      count.completeExceptionally(e);
    }
  }

  private double bulk(String address, long millis) {
    if (bytesPerSecond == 0) {
      bytesPerSecond = upload(address, FIRST_BYTES).bytesPerSecond();
    }
    Throughput measured = upload(address, (long) (bytesPerSecond * millis / 1000));
    bytesPerSecond = measured.bytesPerSecond();
    return bytesPerSecond / MEGA;
  }

  private Throughput upload(String address, long bytes) {
    PerfClient client = new PerfClient(shared.clock, shared.scheduler, TIMEOUT);
    return BenchNode.await(
        node()
            .connect(address)
            .newStream(List.of(PerfServer.PROTOCOL))
            .thenCompose(stream -> client.measure(stream, bytes, 0)));
  }

  private double echo(String address, long millis) {
    Connection connection = node().connect(address);
    long begin = System.nanoTime();
    long end = begin + TimeUnit.MILLISECONDS.toNanos(millis);
    int count =
        BenchNode.await(
            connection
                .newStream(List.of(EchoProtocol.ID))
                .thenCompose(stream -> EchoRun.on(stream, end, Integer.MAX_VALUE)));
    return count * NANOS / (System.nanoTime() - begin);
  }

  private double newStream(String address, long millis) {
    Connection connection = node().connect(address);
    long begin = System.nanoTime();
    long end = begin + TimeUnit.MILLISECONDS.toNanos(millis);
    List<StreamsRun> runs = new ArrayList<>();
    for (int i = 0; i < STREAMS_AT_ONCE; i++) {
      runs.add(StreamsRun.start(connection, end));
    }
    int sum = 0;
    for (StreamsRun run : runs) {
      sum += BenchNode.await(run.count());
    }
    return sum * NANOS / (System.nanoTime() - begin);
  }

  private double gossip(String address, long millis)
      throws InterruptedException, LimitExceededException {
    if (gossip == null) {
      var pubSub = node().pubSub();
      node().connect(address);
      gossip = GossipRun.on(pubSub);
    }
    return gossip.measure(millis);
  }

  @Override
  public void close() {
    nodes.forEach(BenchNode::close);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.chaoschain.api.message.Priority;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Messages of 1 KiB from 50 peers in all three classes; one operation is one offer and one poll.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SchedulerBenchmark {
  private static final int PEERS = 50;
  private static final int MESSAGE = 1024;
  private static final List<Priority> CLASSES =
      List.of(Priority.HIGH, Priority.MEDIUM, Priority.LOW);

  private final String[] peers = new String[PEERS];
  private final String[] senders = new String[2 * PEERS];
  private final byte[][] messages = new byte[PEERS][MESSAGE];
  private final PriorityScheduler<String, byte[]> backlogged = scheduler(false);
  private final PriorityScheduler<String, byte[]> lines = scheduler(false);
  private final PriorityScheduler<String, byte[]> ordered = scheduler(true);
  private final PriorityScheduler<String, byte[]> empty = scheduler(false);
  private final PriorityScheduler<String, byte[]> full = scheduler(false);
  private int next;
  private long lost;
  private Blackhole blackhole;
  private final Served<String, byte[]> served =
      (peer, message, priority, bytes, waited) -> blackhole.consume(message);

  /** Fills the queues: 5,000 messages in one, as much as fits in another. */
  public SchedulerBenchmark() {
    for (int i = 0; i < PEERS; i++) {
      peers[i] = "12D3KooW" + i;
    }
    for (int i = 0; i < senders.length; i++) {
      senders[i] = "did:key:z6Mk" + i;
    }
    for (int i = 0; i < 5_000; i++) {
      offer(backlogged);
      offerOfSender(lines);
      offerOfSender(ordered);
    }
    for (int i = 0; i < 50_000; i++) {
      offer(full);
    }
  }

  private PriorityScheduler<String, byte[]> scheduler(boolean ordersClasses) {
    return new PriorityScheduler<>(
        new FlowConfig(
            limit(16L << 20),
            limit(4L << 20),
            limit(1_000),
            limit(200_000),
            FlowShares.DEFAULT,
            Duration.ofMinutes(1)),
        new FlowListener<>() {
          @Override
          public void lost(String peer, byte[] message, Priority priority, Loss reason) {
            lost++;
          }

          @Override
          public void pause(String peer) {}

          @Override
          public void resume(String peer) {}

          @Override
          public void overQuota(String peer) {}
        },
        ordersClasses);
  }

  private static Limit limit(long value) {
    return new Limit(
        "a.limit",
        value,
        "bytes",
        new Counter() {
          private long sum;

          @Override
          public void add(long amount) {
            sum += amount;
          }

          @Override
          public long value() {
            return sum;
          }
        });
  }

  private void offer(PriorityScheduler<String, byte[]> to) {
    int i = next++;
    int peer = i % PEERS;
    to.offer(peers[peer], CLASSES.get(i % 3), MESSAGE, messages[peer], i);
  }

  /** Two senders for each peer, each with messages of all classes. */
  private void offerOfSender(PriorityScheduler<String, byte[]> to) {
    int i = next++;
    int peer = i % PEERS;
    String sender = senders[2 * peer + i / PEERS % 2];
    to.offer(peers[peer], sender, CLASSES.get(i % 3), MESSAGE, messages[peer], i);
  }

  /** 5,000 messages wait all the time, and each sender's keep their order. */
  @Benchmark
  public void lines(Blackhole to) {
    blackhole = to;
    offerOfSender(lines);
    lines.poll(next, served);
  }

  /** As before, and what a peer sends in one class keeps its order as well. */
  @Benchmark
  public void ordered(Blackhole to) {
    blackhole = to;
    offerOfSender(ordered);
    ordered.poll(next, served);
  }

  /** 5,000 messages wait all the time. */
  @Benchmark
  public void backlogged(Blackhole to) {
    blackhole = to;
    offer(backlogged);
    backlogged.poll(next, served);
  }

  /** Each message is served at once. */
  @Benchmark
  public void empty(Blackhole to) {
    blackhole = to;
    offer(empty);
    empty.poll(next, served);
  }

  /** The queue is full: each message but those served pushes others out. Two offers, one poll. */
  @Benchmark
  public void full(Blackhole to) {
    blackhole = to;
    offer(full);
    offer(full);
    full.poll(next, served);
  }
}

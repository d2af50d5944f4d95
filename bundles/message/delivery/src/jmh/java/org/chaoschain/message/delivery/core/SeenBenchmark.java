// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A full table in a node under load: each operation is a message that was not seen before, pushes
 * the oldest out, and is handled 64 messages later. The heap is that of a small node, so that the
 * collector has its part in it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx256m", "-Xms256m"})
public class SeenBenchmark {
  private static final int ON_THEIR_WAY = 64;

  /** Digests that are remembered. */
  @Param({"65536", "262144"})
  public int most;

  private final Deque<CompletableFuture<Outcome>> onTheirWay = new ArrayDeque<>();
  private SeenMessages compact;
  private LinkedSeen linked;
  private long next;

  /** Fills both. */
  @Setup(Level.Trial)
  public void fill() {
    compact = new SeenMessages(limit(), Duration.ofDays(7), new DigestKey(digest().slice(0, 16)));
    linked = new LinkedSeen(most, Duration.ofDays(7).toNanos());
  }

  private Limit limit() {
    return new Limit(
        "seen.max",
        most,
        "digests",
        new Counter() {
          @Override
          public void add(long amount) {}

          @Override
          public long value() {
            return 0;
          }
        });
  }

  /** Bytes that spread as a digest does. */
  private Bytes digest() {
    long seed = next++ * 0x9e3779b97f4a7c15L;
    ByteBuffer bytes = ByteBuffer.allocate(32);
    for (int i = 0; i < 4; i++) {
      seed = (seed ^ seed >>> 30) * 0xbf58476d1ce4e5b9L + i;
      bytes.putLong(seed ^ seed >>> 27);
    }
    return Bytes.wrap(bytes.array());
  }

  private CompletableFuture<Outcome> outcome() {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    onTheirWay.addLast(outcome);
    if (onTheirWay.size() > ON_THEIR_WAY) {
      onTheirWay.removeFirst().complete(Taken.ACCEPTED);
    }
    return outcome;
  }

  /** As it is. */
  @Benchmark
  public Object compact() {
    return compact.claim(digest(), outcome(), next);
  }

  /** As a linked map of objects. */
  @Benchmark
  public Object linked() {
    return linked.claim(digest(), outcome(), next);
  }
}

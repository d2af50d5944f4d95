// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;

/**
 * The process of the honest peers of one node: {@code main PORT PEER-ID NUMBER}. {@code window
 * SECONDS} has them publish in turn; the answer is the 99th percentile of the latency in
 * milliseconds, and how many messages did not reach all others. {@code newcomer SECONDS} does the
 * same, while one more peer connects, subscribes, hears a message and leaves; the answer has the
 * milliseconds that took, or -1, too. With a name behind the seconds the latencies are kept as
 * well, and {@code all NAME} answers for all of that name.
 */
final class HonestPeers {
  static final String TOPIC = "t";

  private static final int SIZE = 200;
  private static final byte MARK = 1;
  private static final long EVERY_NANOS = 5_000_000;
  private static final long NEWCOMER_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final AddressInfo target;
  private final RealNodes nodes = new RealNodes();
  private final List<P2pNode> peers = new ArrayList<>();
  private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
  private final AtomicLong heard = new AtomicLong();
  private final Map<String, LongStream.Builder> kept = new HashMap<>();
  private long published;

  private HonestPeers(AddressInfo target, int number) throws Exception {
    this.target = target;
    for (int i = 0; i < number; i++) {
      P2pNode peer = nodes.start(plan -> plan);
      peer.gossipsub.subscribe(TOPIC, (data, from) -> hear(data));
      peer.host.connect(target).toCompletableFuture().get(30, TimeUnit.SECONDS);
      peers.add(peer);
    }
    for (P2pNode peer : peers) {
      RealNodes.await(() -> peer.gossipsub.mesh(TOPIC).contains(target.peer()), "the mesh");
    }
  }

  /** Whether an honest peer has made it. */
  static boolean genuine(Bytes data) {
    return data.size() == SIZE && data.get(0) == MARK;
  }

  private CompletionStage<Verdict> hear(Bytes data) {
    latencies.add(System.nanoTime() - data.toByteBuffer().getLong(1));
    heard.incrementAndGet();
    return CompletableFuture.completedFuture(Verdict.ACCEPT);
  }

  private String order(String line) {
    String[] words = line.split(" ");
    if (words[0].equals("all")) {
      return percentiles(kept.remove(words[1]).build().sorted().toArray());
    }
    LongStream.Builder keep =
        words.length > 2
            ? kept.computeIfAbsent(words[2], name -> LongStream.builder())
            : LongStream.builder();
    double seconds = Double.parseDouble(words[1]);
    try {
      CompletableFuture<Long> newcomer =
          words[0].equals("newcomer")
              ? CompletableFuture.supplyAsync(this::newcomer)
              : CompletableFuture.completedFuture(0L);
      return window(seconds, newcomer, keep);
    } catch (LimitExceededException e) {
      throw new IllegalStateException(e);
    }
  }

  private String window(double seconds, CompletableFuture<Long> newcomer, LongStream.Builder keep)
      throws LimitExceededException {
    latencies.clear();
    long before = heard.get();
    long from = published;
    long start = System.nanoTime();
    for (long due = start; due - start < seconds * 1e9 || !newcomer.isDone(); due += EVERY_NANOS) {
      while (System.nanoTime() - due < 0) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      ByteBuffer message = ByteBuffer.allocate(SIZE).put(MARK).putLong(System.nanoTime());
      message.putLong(published);
      peers
          .get((int) (published % peers.size()))
          .gossipsub
          .publish(TOPIC, Bytes.wrap(message.array()));
      published++;
    }
    long due = (published - from) * (peers.size() - 1);
    long end = System.nanoTime() + LOST_NANOS;
    while (heard.get() - before < due && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(2_000_000);
    }
    long[] sorted =
        latencies.stream().mapToLong(Long::longValue).peek(keep::add).sorted().toArray();
    long connected =
        peers.stream().filter(p -> p.host.connection(target.peer()).isPresent()).count();
    return String.format(
        Locale.ROOT,
        "%s lost=%d newcomer=%d connected=%d",
        percentiles(sorted),
        due - (heard.get() - before),
        newcomer.join(),
        connected);
  }

  private static String percentiles(long[] sorted) {
    return String.format(
        Locale.ROOT,
        "p99=%.3f p50=%.3f",
        sorted.length == 0 ? Double.NaN : sorted[(int) (sorted.length * 0.99)] / 1e6,
        sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2] / 1e6);
  }

  /** A stranger comes in, as anybody may: it tries again when it is refused. */
  private long newcomer() {
    long start = System.nanoTime();
    AtomicInteger got = new AtomicInteger();
    P2pNode peer = nodes.start(plan -> plan);
    try {
      peer.gossipsub.subscribe(
          TOPIC,
          (data, from) -> {
            got.incrementAndGet();
            return CompletableFuture.completedFuture(Verdict.ACCEPT);
          });
      while (got.get() == 0) {
        long left = NEWCOMER_NANOS - (System.nanoTime() - start);
        if (left <= 0) {
          return -1;
        }
        if (peer.host.connection(target.peer()).isEmpty()) {
          try {
            peer.host.connect(target).toCompletableFuture().get(left, TimeUnit.NANOSECONDS);
          } catch (ExecutionException | TimeoutException refused) {
            LockSupport.parkNanos(50_000_000);
          }
        } else {
          LockSupport.parkNanos(1_000_000);
        }
      }
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    } catch (LimitExceededException | InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      peer.close();
    }
  }

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    LineProcess.quietLog();
    AddressInfo target =
        new AddressInfo(
            PeerId.parse(arguments[1]),
            List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/" + arguments[0])));
    HonestPeers peers = new HonestPeers(target, Integer.parseInt(arguments[2]));
    LineProcess.serve(Arrays.toString(arguments), peers::order);
  }
}

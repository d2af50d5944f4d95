// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.peer;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.pubsub.PubSub;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;

/**
 * Publishes messages to a subscriber, which acknowledges by a message of its own, so that no more
 * are under way than a queue holds.
 */
final class GossipRun {
  static final String MESSAGES = "bench";
  static final String ACKNOWLEDGEMENTS = "bench-ack";
  private static final int SIZE = 512;
  private static final int UNDER_WAY = 64;
  private static final int EACH = 16;
  private static final int PATIENCE_S = 10;

  private final PubSub pubSub;
  private final Semaphore room = new Semaphore(UNDER_WAY);
  private final AtomicLong acknowledged = new AtomicLong();
  private long number;

  private GossipRun(PubSub pubSub) {
    this.pubSub = pubSub;
  }

  /** Takes messages, and acknowledges every 16th. */
  static void serve(PubSub pubSub) throws LimitExceededException {
    AtomicInteger received = new AtomicInteger();
    AtomicLong acknowledgement = new AtomicLong();
    pubSub.subscribe(
        MESSAGES,
        (data, from) -> {
          if (received.incrementAndGet() % EACH == 0) {
            publish(pubSub, ACKNOWLEDGEMENTS, acknowledgement.incrementAndGet(), Long.BYTES * 2);
          }
          return accepted();
        });
  }

  private static CompletionStage<Verdict> accepted() {
    return CompletableFuture.completedStage(Verdict.ACCEPT);
  }

  /** A client that has a subscriber. */
  static GossipRun on(PubSub pubSub) throws LimitExceededException, InterruptedException {
    GossipRun run = new GossipRun(pubSub);
    pubSub.subscribe(
        ACKNOWLEDGEMENTS,
        (data, from) -> {
          run.acknowledged.addAndGet(EACH);
          run.room.release(EACH);
          return accepted();
        });
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (pubSub.subscribers(MESSAGES).isEmpty()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("nobody subscribes to " + MESSAGES);
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
    // the subscriber learns by then that this side takes acknowledgements
    TimeUnit.MILLISECONDS.sleep(500);
    return run;
  }

  /** Publishes for a time; gives the deliveries a second. */
  double measure(long millis) throws InterruptedException {
    long before = acknowledged.get();
    long begin = System.nanoTime();
    long end = begin + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() - end < 0) {
      if (!room.tryAcquire(PATIENCE_S, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "no acknowledgement within " + PATIENCE_S + " s: a message was lost");
      }
      publish(pubSub, MESSAGES, ++number, SIZE);
    }
    return (acknowledged.get() - before) * 1e9 / (System.nanoTime() - begin);
  }

  private static void publish(PubSub pubSub, String topic, long number, int size) {
    byte[] data = ByteBuffer.allocate(size).putLong(number).putLong(System.nanoTime()).array();
    try {
      if (pubSub.publish(topic, Bytes.wrap(data)) == 0) {
        throw new IllegalStateException("message " + number + " on " + topic + " went to nobody");
      }
    } catch (LimitExceededException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}

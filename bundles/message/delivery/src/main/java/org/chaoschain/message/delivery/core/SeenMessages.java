// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;

/**
 * Remembers digests for a time, with what became of the first message that had each. Bounded: the
 * oldest is forgotten first, and counted at the limit. Safe for use by many threads.
 */
public final class SeenMessages {
  private final Limit limit;
  private final long timeToLiveNanos;
  private final Map<Bytes, Seen> byDigest = new LinkedHashMap<>();

  private record Seen(long untilNanos, CompletableFuture<Outcome> outcome) {}

  /**
   * Remembers nothing yet.
   *
   * @param limit the most digests
   * @param timeToLive how long each is remembered
   */
  public SeenMessages(Limit limit, Duration timeToLive) {
    this.limit = limit;
    this.timeToLiveNanos = timeToLive.toNanos();
  }

  /**
   * Remembers a digest unless it is known.
   *
   * @param outcome will say what became of the message
   * @param nowNanos a time that never steps back
   * @return the outcome of the first message with this digest, if there was one
   */
  public synchronized Optional<CompletableFuture<Outcome>> claim(
      Bytes digest, CompletableFuture<Outcome> outcome, long nowNanos) {
    forgetOld(nowNanos);
    Seen known = byDigest.get(digest);
    if (known != null) {
      return Optional.of(known.outcome);
    }
    if (!limit.allows(byDigest.size() + 1L)) {
      limit.refused().increment();
      byDigest.remove(byDigest.keySet().iterator().next());
    }
    byDigest.put(digest, new Seen(nowNanos + timeToLiveNanos, outcome));
    return Optional.empty();
  }

  /** Forgets a digest, so that the same message may come again. */
  public synchronized void forget(Bytes digest) {
    byDigest.remove(digest);
  }

  /** How many digests are remembered. */
  public synchronized int size() {
    return byDigest.size();
  }

  private void forgetOld(long nowNanos) {
    Iterator<Seen> oldestFirst = byDigest.values().iterator();
    while (oldestFirst.hasNext() && nowNanos - oldestFirst.next().untilNanos >= 0) {
      oldestFirst.remove();
    }
  }
}

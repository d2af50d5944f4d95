// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.bytes.Bytes;

/** What {@link SeenMessages} is measured against: the same with a linked map of objects. */
final class LinkedSeen {
  private final int most;
  private final long timeToLiveNanos;
  private final Map<Bytes, Seen> byDigest = new LinkedHashMap<>();

  private record Seen(long untilNanos, CompletableFuture<Outcome> outcome) {}

  LinkedSeen(int most, long timeToLiveNanos) {
    this.most = most;
    this.timeToLiveNanos = timeToLiveNanos;
  }

  synchronized Optional<CompletableFuture<Outcome>> claim(
      Bytes digest, CompletableFuture<Outcome> outcome, long nowNanos) {
    Iterator<Seen> oldestFirst = byDigest.values().iterator();
    while (oldestFirst.hasNext() && nowNanos - oldestFirst.next().untilNanos >= 0) {
      oldestFirst.remove();
    }
    Seen known = byDigest.get(digest);
    if (known != null) {
      return Optional.of(known.outcome);
    }
    if (byDigest.size() >= most) {
      byDigest.remove(byDigest.keySet().iterator().next());
    }
    byDigest.put(digest, new Seen(nowNanos + timeToLiveNanos, outcome));
    outcome.thenAccept(ended -> forgetIfRetryable(digest, ended));
    return Optional.empty();
  }

  private synchronized void forgetIfRetryable(Bytes digest, Outcome ended) {
    if (ended instanceof Outcome.Refused refused && refused.refusal().retryable()) {
      byDigest.remove(digest);
    }
  }
}

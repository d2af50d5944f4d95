// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;

/**
 * Remembers digests for a time, with what became of the first message that had each; one whose
 * refusal may be different later is forgotten then. Bounded: the oldest is forgotten first, and
 * counted at the limit. Safe for use by many threads.
 *
 * <p>What is remembered are 128 bits of each digest, by a secret key ({@link DigestKey}), and one
 * byte of the outcome: 41 bytes in arrays of numbers, and no object.
 */
public final class SeenMessages {
  private static final byte PENDING = 0;
  private static final byte TAKEN = 1;
  private static final int FIRST_REFUSAL = 2;
  private static final List<Refusal> REFUSALS = List.of(Refusal.values());

  /** What became of a message, by its mark; two for each refusal, at fault or not. */
  private static final List<Optional<CompletableFuture<Outcome>>> KNOWN =
      IntStream.range(0, FIRST_REFUSAL + 2 * REFUSALS.size())
          .mapToObj(mark -> Optional.of(CompletableFuture.completedFuture(outcome(mark))))
          .toList();

  private final Limit limit;
  private final long timeToLiveNanos;
  private final DigestKey key;
  private final DigestKey.Work work = new DigestKey.Work();
  private final DigestTable table = new DigestTable();

  /** Those that are on their way; as many as wait in this node at most. */
  private final Map<Bytes, CompletableFuture<Outcome>> pending = new HashMap<>();

  /**
   * Remembers nothing yet.
   *
   * @param limit the most digests
   * @param timeToLive how long each is remembered
   * @param key secret, and of this process alone
   */
  public SeenMessages(Limit limit, Duration timeToLive, DigestKey key) {
    this.limit = limit;
    this.timeToLiveNanos = timeToLive.toNanos();
    this.key = key;
  }

  /**
   * Remembers a digest unless it is known.
   *
   * @param outcome will say what became of the message
   * @param nowNanos a time that never steps back
   * @return the outcome of the first message with this digest, if there was one. Of a message that
   *     was refused some time ago the reason is shortened to its kind
   */
  public Optional<CompletableFuture<Outcome>> claim(
      Bytes digest, CompletableFuture<Outcome> outcome, long nowNanos) {
    synchronized (this) {
      int place = place(digest, nowNanos);
      if (place != DigestTable.NONE) {
        byte mark = table.mark(place);
        return mark == PENDING
            ? Optional.ofNullable(pending.get(digest)).or(() -> KNOWN.get(TAKEN))
            : KNOWN.get(mark);
      }
      add(nowNanos, PENDING);
      pending.put(digest, outcome);
    }
    outcome.thenAccept(ended -> settle(digest, outcome, ended));
    return Optional.empty();
  }

  /**
   * Remembers a digest as that of a message that was taken, unless it is known.
   *
   * @param nowNanos a time that never steps back
   */
  public synchronized void remember(Bytes digest, long nowNanos) {
    if (place(digest, nowNanos) == DigestTable.NONE) {
      add(nowNanos, TAKEN);
    }
  }

  /** How many digests are remembered. */
  public synchronized int size() {
    return table.size();
  }

  /** The memory of the table in bytes, without what is on its way. */
  public synchronized long memory() {
    return table.memory();
  }

  private int place(Bytes digest, long nowNanos) {
    forgetOld(nowNanos);
    key.shorten(digest, work);
    return table.find(work.low, work.high);
  }

  private void add(long nowNanos, byte mark) {
    if (!limit.allows(table.size() + 1L)) {
      limit.refused().increment();
      table.remove(table.oldest());
    }
    table.add(work.low, work.high, nowNanos + timeToLiveNanos, mark);
  }

  private synchronized void settle(
      Bytes digest, CompletableFuture<Outcome> outcome, Outcome ended) {
    if (!pending.remove(digest, outcome)) {
      return; // it was forgotten meanwhile, and has come again
    }
    key.shorten(digest, work);
    int place = table.find(work.low, work.high);
    if (place == DigestTable.NONE) {
      return;
    }
    if (ended instanceof Refused refused && refused.refusal().retryable()) {
      table.remove(place);
    } else {
      table.mark(place, mark(ended));
    }
  }

  private void forgetOld(long nowNanos) {
    int oldest = table.oldest();
    while (oldest != DigestTable.NONE && nowNanos - table.time(oldest) >= 0) {
      table.remove(oldest);
      oldest = table.oldest();
    }
  }

  private static byte mark(Outcome outcome) {
    if (outcome instanceof Refused refused) {
      int fault = refused.senderAtFault() ? 1 : 0;
      return (byte) (FIRST_REFUSAL + 2 * REFUSALS.indexOf(refused.refusal()) + fault);
    }
    return TAKEN;
  }

  private static Outcome outcome(int mark) {
    if (mark < FIRST_REFUSAL) {
      return Taken.DUPLICATE;
    }
    Refusal refusal = REFUSALS.get((mark - FIRST_REFUSAL) / 2);
    return new Refused(
        refusal,
        "the same bytes were refused here before: " + refusal,
        (mark - FIRST_REFUSAL) % 2 == 1);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import org.chaoschain.api.metrics.Limit;

/**
 * What waits to be sent to one client: one at a time is on its way, the others wait, within a
 * limit. When it is full the oldest event of the feed gives way, and the client is told how many it
 * has missed; answers and questions of its own do not give way. Safe for use by many threads; sends
 * nothing itself.
 */
public final class Outbox {
  private final Limit maxWaiting;
  private final Deque<Entry> waiting = new ArrayDeque<>();
  private boolean sending;
  private boolean closed;
  private long missed;

  private record Entry(String text, boolean own) {}

  /** What to do with what was put in. */
  public enum Result {
    /** Send it now. */
    SEND,
    /** It waits, or has given way; there is nothing to do. */
    WAITS,
    /** There is no room: the client is too slow for what it must get, and has to go. */
    OVERFLOW
  }

  /**
   * Empty.
   *
   * @param maxWaiting how many may wait
   */
  public Outbox(Limit maxWaiting) {
    this.maxWaiting = maxWaiting;
  }

  /**
   * Puts something in.
   *
   * @param own whether it is for this client alone: it does not give way
   */
  public synchronized Result put(String text, boolean own) {
    if (closed) {
      return Result.WAITS;
    }
    if (!sending) {
      sending = true;
      return Result.SEND;
    }
    if (!maxWaiting.allows(waiting.size() + 1L) && !makeRoom()) {
      maxWaiting.refused().increment();
      if (own) {
        closed = true;
        return Result.OVERFLOW;
      }
      missed++;
      return Result.WAITS;
    }
    waiting.add(new Entry(text, own));
    return Result.WAITS;
  }

  private boolean makeRoom() {
    Iterator<Entry> each = waiting.iterator();
    while (each.hasNext()) {
      if (!each.next().own()) {
        each.remove();
        missed++;
        maxWaiting.refused().increment();
        return true;
      }
    }
    return false;
  }

  /** What was to be sent has gone: what to send next, if there is something. */
  public synchronized Optional<String> next() {
    if (closed) {
      return Optional.empty();
    }
    if (missed > 0) {
      String told =
          Json.text(
              Json.object(
                  "type",
                  "EVENTS_MISSED",
                  "count",
                  missed,
                  "limit",
                  maxWaiting.value(),
                  "key",
                  maxWaiting.key()));
      missed = 0;
      return Optional.of(told);
    }
    Entry entry = waiting.poll();
    sending = entry != null;
    return Optional.ofNullable(entry).map(Entry::text);
  }

  /** Forgets what waits; nothing more is to be sent. */
  public synchronized void close() {
    closed = true;
    waiting.clear();
  }

  /** How many wait. */
  public synchronized int waiting() {
    return waiting.size();
  }
}

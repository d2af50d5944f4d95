// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.json.core.Frame.Gap.Reason;

/**
 * The numbered deliveries of one session until the agent acknowledges them. What has been sent on
 * the connection at hand flies; the rest waits. A number is never forgotten: what is dropped leaves
 * a gap in its place. Only what waits is dropped: the oldest of what need not be kept if there is
 * no room, all that is too old. Not safe for use by several threads.
 */
final class OutboundBuffer {
  private final RemoteSettings settings;
  private final Deque<Entry> flying = new ArrayDeque<>();
  private final Deque<Entry> waiting = new ArrayDeque<>();
  private final Tally all = new Tally();
  private final Tally inFlight = new Tally();

  /** What must not be dropped for want of room, places that are reserved included. */
  private final Tally promised = new Tally();

  private long last;
  private long sent;
  private long acknowledged;
  private long dropped;

  /** One delivery, or several that are missing. */
  sealed interface Entry {
    long to();
  }

  /**
   * A delivery.
   *
   * @param text the message
   * @param keep whether it stays if there is no room
   */
  record Held(long to, String text, int bytes, boolean keep, long sinceNanos) implements Entry {}

  /** Deliveries that will not come. */
  record Missing(long from, long to, Reason reason) implements Entry {}

  private static final class Tally {
    private int frames;
    private long bytes;

    void add(long size) {
      frames++;
      bytes += size;
    }

    void take(long size) {
      frames--;
      bytes -= size;
    }
  }

  OutboundBuffer(RemoteSettings settings) {
    this.settings = settings;
  }

  /** Keeps room for a delivery that will not be dropped for want of it. */
  void reserve(int bytes) throws LimitExceededException {
    settings.maxFrames().check("deliveries that wait for the agent", promised.frames + 1L);
    settings.maxBytes().check("deliveries that wait for the agent", promised.bytes + bytes);
    promised.add(bytes);
  }

  /** Gives up the room. */
  void release(int bytes) {
    promised.take(bytes);
  }

  /** The next delivery. */
  void add(String text, int bytes, boolean keep, long nowNanos) {
    waiting.addLast(new Held(++last, text, bytes, keep, nowNanos));
    all.add(bytes);
    if (keep) {
      promised.add(bytes);
    }
    while (isOver() && shed()) {
      dropped++;
    }
  }

  /** A delivery that found no room at all: it gets a number, so that the agent hears of it. */
  void missed() {
    last++;
    dropped++;
    Entry tail = waiting.pollLast();
    if (tail instanceof Missing gap) {
      waiting.addLast(new Missing(gap.from(), last, gap.reason()));
    } else {
      if (tail != null) {
        waiting.addLast(tail);
      }
      waiting.addLast(new Missing(last, last, Reason.OVERFLOW));
    }
  }

  /** What may be sent now, in order; it flies from now on. */
  List<Entry> take() {
    List<Entry> taken = new ArrayList<>();
    while (!waiting.isEmpty() && fits(waiting.peekFirst())) {
      Entry entry = waiting.pollFirst();
      flying.addLast(entry);
      inFlight.add(entry instanceof Held held ? held.bytes() : 0);
      sent = Math.max(sent, entry.to());
      taken.add(entry);
    }
    return taken;
  }

  /**
   * The agent has got all up to a number.
   *
   * @return false if that has never been sent
   */
  boolean acknowledge(long sequence) {
    if (sequence > sent) {
      return false;
    }
    acknowledged = Math.max(acknowledged, sequence);
    while (!flying.isEmpty() && flying.peekFirst().to() <= sequence) {
      Entry entry = flying.pollFirst();
      inFlight.take(entry instanceof Held held ? held.bytes() : 0);
      forget(entry);
    }
    return true;
  }

  /** The connection is gone: what flew waits again, before all else. */
  void land() {
    while (!flying.isEmpty()) {
      Entry entry = flying.pollLast();
      inFlight.take(entry instanceof Held held ? held.bytes() : 0);
      waiting.addFirst(entry);
    }
  }

  /**
   * The agent is back and has got all up to a number. Nothing flies.
   *
   * @return false if that has never been sent
   */
  boolean resume(long sequence) {
    if (sequence > sent) {
      return false;
    }
    if (sequence < acknowledged) {
      putFirst(new Missing(sequence + 1, acknowledged, Reason.ACKNOWLEDGED));
      return true;
    }
    acknowledged = sequence;
    while (!waiting.isEmpty() && waiting.peekFirst().to() <= sequence) {
      forget(waiting.pollFirst());
    }
    if (waiting.peekFirst() instanceof Missing gap && gap.from() <= sequence) {
      waiting.pollFirst();
      waiting.addFirst(new Missing(sequence + 1, gap.to(), gap.reason()));
    }
    return true;
  }

  /** Drops what has waited too long. */
  void expire(long nowNanos) {
    Duration age = settings.maxAge();
    List<Entry> head = new ArrayList<>();
    boolean old = false;
    while (waiting.peekFirst() instanceof Missing
        || (waiting.peekFirst() instanceof Held held
            && nowNanos - held.sinceNanos() >= age.toNanos())) {
      Entry entry = waiting.pollFirst();
      if (entry instanceof Held) {
        old = true;
        dropped++;
        forget(entry);
      }
      head.add(entry);
    }
    for (int i = head.size() - 1; i >= 0; i--) {
      Entry entry = head.get(i);
      putFirst(entry instanceof Held ? new Missing(entry.to(), entry.to(), Reason.AGE) : entry);
    }
    assert !old || waiting.peekFirst() instanceof Missing;
  }

  /** The number of the last delivery. */
  long last() {
    return last;
  }

  /** The number up to which the agent has got all. */
  long acknowledged() {
    return acknowledged;
  }

  /** Deliveries that are kept. */
  int frames() {
    return all.frames;
  }

  /** Bytes of their messages. */
  long bytes() {
    return all.bytes;
  }

  /** Deliveries that were dropped. */
  long dropped() {
    return dropped;
  }

  /** One that is too large for the window goes alone. */
  private boolean fits(Entry entry) {
    int bytes = entry instanceof Held held ? held.bytes() : 0;
    return inFlight.frames == 0
        || (inFlight.frames < settings.windowFrames()
            && inFlight.bytes + bytes <= settings.windowBytes());
  }

  private boolean isOver() {
    return !settings.maxFrames().allows(all.frames) || !settings.maxBytes().allows(all.bytes);
  }

  /** Drops the oldest that need not be kept; false if there is none. */
  private boolean shed() {
    Deque<Entry> before = new ArrayDeque<>();
    while (!waiting.isEmpty()) {
      Entry entry = waiting.pollFirst();
      if (entry instanceof Held held && !held.keep()) {
        forget(held);
        settings.maxFrames().refused().increment();
        putFirst(new Missing(held.to(), held.to(), Reason.OVERFLOW));
        before.descendingIterator().forEachRemaining(this::putFirst);
        return true;
      }
      before.addLast(entry);
    }
    waiting.addAll(before);
    return false;
  }

  /** Two gaps that meet are one. */
  private void putFirst(Entry entry) {
    if (entry instanceof Missing gap && waiting.peekFirst() instanceof Missing next) {
      waiting.pollFirst();
      waiting.addFirst(new Missing(gap.from(), next.to(), gap.reason()));
    } else {
      waiting.addFirst(entry);
    }
  }

  private void forget(Entry entry) {
    if (entry instanceof Held held) {
      all.take(held.bytes());
      if (held.keep()) {
        promised.take(held.bytes());
      }
    }
  }
}

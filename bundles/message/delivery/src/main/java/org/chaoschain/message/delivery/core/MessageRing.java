// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.chaoschain.api.message.MessageRecord;

/** The youngest records of messages, in order. Safe for use by many threads. */
public final class MessageRing {
  private final int capacity;
  private final Deque<MessageRecord> records = new ArrayDeque<>();
  private long lastSequence;

  /** Makes a record of its sequence number. */
  @FunctionalInterface
  public interface Writer {
    /** The record with that number. */
    MessageRecord write(long sequence);
  }

  /**
   * An empty ring.
   *
   * @param capacity the most records, 1 or more
   */
  public MessageRing(int capacity) {
    this.capacity = capacity;
  }

  /** Appends a record with the next number; the oldest goes if there are too many. */
  public synchronized MessageRecord append(Writer writer) {
    MessageRecord written = writer.write(++lastSequence);
    records.addLast(written);
    if (records.size() > capacity) {
      records.removeFirst();
    }
    return written;
  }

  /**
   * The records after a number, oldest first.
   *
   * @param limit at most so many
   */
  public synchronized List<MessageRecord> after(long sequence, int limit) {
    List<MessageRecord> found = new ArrayList<>();
    long missing = lastSequence - sequence;
    if (missing <= 0) {
      return found;
    }
    Iterator<MessageRecord> youngestFirst = records.descendingIterator();
    while (youngestFirst.hasNext()) {
      MessageRecord next = youngestFirst.next();
      if (next.sequence() <= sequence) {
        break;
      }
      found.add(next);
    }
    Collections.reverse(found);
    return found.size() <= limit ? found : List.copyOf(found.subList(0, limit));
  }

  /** The number of the youngest record; 0 if there was none. */
  public synchronized long lastSequence() {
    return lastSequence;
  }

  /** The number of the oldest record that is kept; 0 if there is none. */
  public synchronized long firstSequence() {
    return records.isEmpty() ? 0 : records.getFirst().sequence();
  }
}

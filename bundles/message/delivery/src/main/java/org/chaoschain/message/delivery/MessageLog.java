// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageListener;
import org.chaoschain.api.message.MessageRecord;
import org.chaoschain.api.message.MessageRecord.State;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.time.Clock;
import org.chaoschain.message.delivery.core.MessageRing;
import org.chaoschain.message.delivery.core.MessageWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's record of messages: the youngest in memory, and all of them to whoever listens.
 * Appending never blocks. Safe for use by many threads.
 */
public final class MessageLog {
  private static final Logger LOG = LoggerFactory.getLogger(MessageLog.class);
  private static final int BATCH = 64;

  private final Clock clock;
  private final int maxText;
  private final MessageRing ring;
  private final Limit limit;
  private final Turns turns;
  private final List<MessageListener> listeners = new CopyOnWriteArrayList<>();
  private final List<MessageWatch> watches = new CopyOnWriteArrayList<>();
  private long told;

  /** An empty log. */
  public MessageLog(DeliveryEnvironment environment, InboxSettings settings) {
    this.clock = environment.clock();
    this.maxText = settings.recordTextMax();
    this.ring = new MessageRing(settings.recordMax());
    this.limit =
        environment.metrics().limit("message.delivery.record.max", settings.recordMax(), "records");
    this.turns = new Turns(environment.scheduler(), this::tell);
  }

  /** Appends what happened to a message. */
  void append(State state, Message message, String text, boolean fallback, String detail) {
    add(state, message, text, fallback, detail);
    turns.wake();
  }

  /** As above, by somebody who is about to have done his own work. */
  void appendLast(State state, Message message, String text, boolean fallback, String detail) {
    add(state, message, text, fallback, detail);
    turns.wakeLast();
  }

  private void add(State state, Message message, String text, boolean fallback, String detail) {
    ring.append(
        sequence ->
            new MessageRecord(
                sequence,
                clock.now(),
                state,
                message.id(),
                message.typeName(),
                message.sender(),
                message.target(),
                message.createdAt(),
                shortened(text),
                fallback,
                detail));
    watches.forEach(watch -> passed(watch, state, message));
  }

  private static void passed(MessageWatch watch, State state, Message message) {
    try {
      watch.passed(state, message);
    } catch (RuntimeException e) {
      LOG.warn("a watch failed at message {}", message.id(), e);
    }
  }

  /** Somebody watches, from the next message on. */
  public void watch(MessageWatch watch) {
    watches.add(watch);
  }

  /** Somebody does not watch any more. */
  public void unwatch(MessageWatch watch) {
    watches.remove(watch);
  }

  /** Somebody listens, from the next record on. */
  public void add(MessageListener listener) {
    listeners.add(listener);
  }

  /** Somebody does not listen any more. */
  public void remove(MessageListener listener) {
    listeners.remove(listener);
  }

  /**
   * The records after a number that are still kept, oldest first.
   *
   * @param maximum at most so many
   */
  public List<MessageRecord> after(long sequence, int maximum) {
    return ring.after(sequence, maximum);
  }

  /** The number of the youngest record; 0 if there is none. */
  public long lastSequence() {
    return ring.lastSequence();
  }

  /** Tells the listeners some records; answers whether there are more. */
  private boolean tell() {
    List<MessageRecord> next = ring.after(told, BATCH);
    if (next.isEmpty()) {
      return false;
    }
    long missed = next.get(0).sequence() - told - 1;
    if (missed > 0) {
      limit.refused().add(missed);
      LOG.warn(
          "listeners are too slow: {} records of messages were pushed out before they were told; message.delivery.record.max, now {}, keeps more",
          missed,
          limit.value());
    }
    for (MessageRecord record : next) {
      listeners.forEach(listener -> tell(listener, record));
    }
    told = next.get(next.size() - 1).sequence();
    return told < ring.lastSequence();
  }

  private static void tell(MessageListener listener, MessageRecord record) {
    try {
      listener.onRecord(record);
    } catch (RuntimeException e) {
      LOG.warn("a listener failed at record {} of messages", record.sequence(), e);
    }
  }

  private String shortened(String text) {
    return text.length() <= maxText ? text : text.substring(0, maxText) + "…";
  }
}

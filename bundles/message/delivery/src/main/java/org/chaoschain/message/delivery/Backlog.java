// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.store.Space.Entry;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.message.delivery.core.WaitingMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Direct messages that are on the disk and in no queue: those of before a restart, and those whose
 * agent went before it had seen them. As soon as agent and type are there they are queued in the
 * order in which they came, before any later message to the agent of that type. Safe for use by
 * many threads.
 */
final class Backlog {
  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final int PAGE = 256;

  private final DeliveryEnvironment environment;
  private final Shelf pending;
  private final int maxWireBytes;
  private final Duration keep;
  private final Gone gone;
  private volatile Restoring restoring = (message, kept, number) -> Restored.LATER;
  private volatile boolean stopped;
  private volatile boolean empty = true;
  private Optional<Cancellable> timer = Optional.empty();

  // guarded by this
  private final Map<Key, TreeSet<Long>> waiting = new HashMap<>();

  private record Key(AgentId agent, String type) {}

  /** What came of queueing a message. */
  enum Restored {
    /** It is queued. */
    QUEUED,
    /** Its agent, its type or room for it is not there. */
    LATER
  }

  /** Queues a message of the backlog. */
  @FunctionalInterface
  interface Restoring {
    /**
     * Queues it if all it needs is there.
     *
     * @param number its number on the disk
     */
    Restored restore(SignedMessage message, KeptMessage kept, long number);
  }

  /** Takes a message from the disk that nobody will handle. */
  @FunctionalInterface
  interface Gone {
    /** It is gone. */
    void gone(long number, int size);
  }

  /** Is told what is on the disk, in order. */
  @FunctionalInterface
  interface Found {
    /** A message. */
    void found(long number, int size);
  }

  Backlog(
      DeliveryEnvironment environment,
      InboxSettings settings,
      DurableSettings durable,
      Shelf pending,
      Gone gone) {
    this.environment = environment;
    this.pending = pending;
    this.maxWireBytes = settings.maxWireBytes();
    this.keep = durable.inboxKeep();
    this.gone = gone;
  }

  /** Reads what is on the disk; called once. */
  void load(Found found) {
    Bytes from = Bytes.EMPTY;
    List<Entry> page = pending.range(from, PAGE);
    while (!page.isEmpty()) {
      for (Entry entry : page) {
        load(entry, found);
        from = entry.key();
      }
      page = pending.range(from.concat(Bytes.copyOf((byte) 0)), PAGE);
    }
  }

  private void load(Entry entry, Found found) {
    try {
      KeptMessage kept = KeptMessage.decode(entry.value());
      long number = KeptMessage.number(entry.key());
      add(kept.target(), kept.type(), number);
      found.found(number, kept.wire().size());
    } catch (IllegalArgumentException e) {
      LOG.warn("a direct message of before this start is not understood: {}", e.getMessage());
      pending.remove(entry.key());
    }
  }

  /** From now on messages can be queued. */
  void start(Restoring by) {
    restoring = by;
    if (!empty) {
      LOG.info("{} direct messages of before this start wait for their agents", size());
      look();
    }
  }

  /** A message whose agent has not seen it. */
  void add(WaitingMessage message) {
    if (message.kept() > 0 && !stopped) {
      add(
          message.message().message().target().orElseThrow(),
          message.message().message().typeName(),
          message.kept());
      lookLater();
    }
  }

  private synchronized void add(AgentId agent, String type, long number) {
    waiting.computeIfAbsent(new Key(agent, type), key -> new TreeSet<>()).add(number);
    empty = false;
  }

  /** How many messages are in it. */
  synchronized int size() {
    return waiting.values().stream().mapToInt(TreeSet::size).sum();
  }

  /**
   * Queues what waits for an agent and a type.
   *
   * @return whether nothing of it is left: only then a later message may be queued
   */
  boolean clear(AgentId agent, String type) {
    return empty || clear(new Key(agent, type));
  }

  private synchronized boolean clear(Key key) {
    TreeSet<Long> numbers = waiting.get(key);
    while (numbers != null && !numbers.isEmpty()) {
      long number = numbers.first();
      if (!handled(number)) {
        return false;
      }
      numbers.remove(number);
    }
    waiting.remove(key);
    empty = waiting.isEmpty();
    return true;
  }

  /** Answers whether a message needs no further look. */
  private boolean handled(long number) {
    Optional<Bytes> value = pending.get(KeptMessage.key(number));
    if (value.isEmpty()) {
      return true;
    }
    KeptMessage kept = KeptMessage.decode(value.get());
    Optional<GuardedCodec> codec = environment.codec().get().map(GuardedCodec::of);
    if (codec.isEmpty()) {
      return false;
    }
    try {
      SignedMessage message = codec.get().decode(kept.wire(), maxWireBytes, () -> {});
      if (restoring.restore(message, kept, number) == Restored.QUEUED) {
        return true;
      }
      Instant end = Instant.ofEpochMilli(kept.expiry()).plus(keep);
      if (environment.clock().now().isBefore(end)) {
        return false;
      }
      LOG.warn(
          "the direct message {} is given up: its agent {} or its type {} did not come within {} after its expiry (message.delivery.inbox.keep)",
          message.message().id(),
          kept.target(),
          kept.type(),
          keep);
    } catch (CodecException e) {
      return false;
    } catch (MalformedMessageException e) {
      LOG.warn("a direct message of before this start is not understood: {}", e.getMessage());
    }
    environment.metrics().counter("message.delivery.inbox.given.up").increment();
    gone.gone(number, kept.wire().size());
    return true;
  }

  private void look() {
    List<Key> keys;
    synchronized (this) {
      timer = Optional.empty();
      keys = List.copyOf(waiting.keySet());
    }
    keys.forEach(this::clear);
    lookLater();
  }

  private synchronized void lookLater() {
    if (!stopped && !empty && timer.isEmpty()) {
      timer = Optional.of(environment.scheduler().schedule(LOOK, this::look));
    }
  }

  synchronized void stop() {
    stopped = true;
    timer.ifPresent(Cancellable::cancel);
  }
}

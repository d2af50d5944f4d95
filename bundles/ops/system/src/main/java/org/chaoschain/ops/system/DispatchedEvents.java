// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

import java.time.Instant;
import java.util.Collection;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.EventListener;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes each event to the log {@code org.chaoschain.events.<category>} and hands it to listeners
 * on a worker, one after the other. Beyond the bound of waiting events an event is only logged, and
 * counted as a refusal of {@code ops.system.event.max.queue}. Safe for use by many threads.
 */
public final class DispatchedEvents implements Events {
  /** The number of waiting events a node keeps unless its configuration says otherwise. */
  public static final int DEFAULT_MAX_QUEUE = 10_000;

  private static final Logger log = LoggerFactory.getLogger(DispatchedEvents.class);
  private static final Logger operation =
      LoggerFactory.getLogger("org.chaoschain.events.operation");
  private static final Logger security = LoggerFactory.getLogger("org.chaoschain.events.security");
  private static final Logger audit = LoggerFactory.getLogger("org.chaoschain.events.audit");

  private final Clock clock;
  private final SerialExecutor dispatcher;
  private final Limit queue;
  private final Counter published;
  private final Counter failures;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Collection<EventListener> listeners = new CopyOnWriteArrayList<>();

  /**
   * Without listeners at first.
   *
   * @param maxQueue events that wait for listeners, 1 or more
   * @param metrics takes {@code events.published}, {@code events.listener.failures} and the
   *     refusals of the queue
   */
  public DispatchedEvents(int maxQueue, Clock clock, Scheduler scheduler, Metrics metrics) {
    this.clock = clock;
    dispatcher = scheduler.serial("events");
    queue = metrics.limit("ops.system.event.max.queue", maxQueue, "events");
    published = metrics.counter("events.published");
    failures = metrics.counter("events.listener.failures");
  }

  /** From now on the listener gets each event. */
  public void add(EventListener listener) {
    listeners.add(listener);
  }

  /** From now on the listener gets no event, but for one that is being handed to it. */
  public void remove(EventListener listener) {
    listeners.remove(listener);
  }

  @Override
  public void publish(Event event) {
    published.increment();
    write(event);
    if (listeners.isEmpty()) {
      return;
    }
    int count = waiting.incrementAndGet();
    if (!queue.allows(count)) {
      waiting.decrementAndGet();
      log.debug("{}", queue.refuse("events", count).getMessage());
      return;
    }
    Instant at = clock.now();
    try {
      dispatcher.execute(() -> dispatch(at, event));
    } catch (RejectedExecutionException e) {
      waiting.decrementAndGet();
      queue.refused().increment();
    }
  }

  private void dispatch(Instant at, Event event) {
    waiting.decrementAndGet();
    for (EventListener listener : listeners) {
      try {
        listener.onEvent(at, event);
      } catch (RuntimeException | LinkageError e) {
        failures.increment();
        log.error("event listener {} failed on {}", listener.getClass().getName(), event.type(), e);
      }
    }
  }

  private static void write(Event event) {
    Logger target =
        switch (event.category()) {
          case OPERATION -> operation;
          case SECURITY -> security;
          case AUDIT -> audit;
        };
    Level level =
        switch (event.severity()) {
          case INFO -> Level.INFO;
          case WARNING -> Level.WARN;
          case CRITICAL -> Level.ERROR;
        };
    if (event.details().isEmpty()) {
      target.atLevel(level).log("{}: {}", event.type(), event.message());
    } else {
      target
          .atLevel(level)
          .log("{}: {} {}", event.type(), event.message(), new TreeMap<>(event.details()));
    }
  }
}

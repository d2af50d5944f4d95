// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.agent.gateway.core.Told;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.EventListener;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageRecord;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.message.delivery.core.MessageWatch;

/**
 * Fills the feed: with what agents say to all, and with what happens at the node. What agents say
 * to each other is nobody else's business. Holds up nobody who speaks.
 */
final class News implements MessageWatch, EventListener {
  /** The type of the node's event that a block is final. */
  static final String CONSENSUS = "chain.consensus.reached";

  private final Channels channels;
  private final Clock clock;
  private final SerialExecutor executor;
  private final Limit maxNews;
  private final AtomicInteger waiting = new AtomicInteger();

  News(Channels channels, Clock clock, Scheduler scheduler, Limit maxNews) {
    this.channels = channels;
    this.clock = clock;
    this.executor = scheduler.serial("gateway feed");
    this.maxNews = maxNews;
  }

  @Override
  public void passed(MessageRecord.State state, Message message) {
    boolean said = state == MessageRecord.State.SENT || state == MessageRecord.State.DELIVERED;
    if (said && message.target().isEmpty() && channels.size() > 0) {
      later(
          () ->
              channels.publish(
                  Told.networkEvent(
                      clock.now(),
                      "message",
                      MessageText.of(message),
                      MessageText.details(message))));
    }
  }

  @Override
  public void onEvent(Instant at, Event event) {
    if (event.category() != Event.Category.OPERATION || channels.size() == 0) {
      return;
    }
    if (event.type().equals(CONSENSUS)) {
      later(() -> channels.publish(Told.consensusReached(at, event.message(), event.details())));
    } else {
      later(
          () ->
              channels.publishToAgents(
                  Told.networkEvent(at, event.type(), event.message(), Map.of())));
    }
  }

  private void later(Runnable telling) {
    if (!maxNews.allows(waiting.incrementAndGet())) {
      waiting.decrementAndGet();
      maxNews.refused().increment();
      return;
    }
    try {
      executor.execute(
          () -> {
            waiting.decrementAndGet();
            telling.run();
          });
    } catch (RejectedExecutionException e) {
      waiting.decrementAndGet();
      maxNews.refused().increment();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.chaoschain.api.event.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Events reach the log always, and listeners as long as the queue has room. */
class DispatchedEventsTest {
  private final CountingMetrics metrics = new CountingMetrics(100);
  private final ThreadScheduler scheduler =
      new ThreadScheduler(SchedulerLimits.defaults(), metrics);
  private final DispatchedEvents events =
      new DispatchedEvents(2, new SystemClock(), scheduler, metrics);
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Test
  void listenersGetEventsInOrderEvenIfOneFails() throws Exception {
    events.add(
        (at, event) -> {
          throw new IllegalStateException("thrown by a test");
        });
    events.add((at, event) -> received.add(event.type()));
    events.publish(event("first"));
    assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("first");
    events.publish(event("second"));
    assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("second");
    assertThat(metrics.counter("events.listener.failures").value()).isEqualTo(2);
  }

  @Test
  void aFullQueueLosesTheEventForListenersCountsItAndKeepsItInTheLog() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    events.add(
        (at, event) -> {
          received.add(event.type());
          blocked.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger("org.chaoschain.events.operation");
    logger.setLevel(Level.INFO);
    log.start();
    logger.addAppender(log);
    try {
      events.publish(event("e1"));
      assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
      List.of("e2", "e3", "e4").forEach(type -> events.publish(event(type)));
      assertThat(metrics.counter("limit.refused", "key", "ops.system.event.max.queue").value())
          .isEqualTo(1);
      goOn.countDown();
      for (String type : List.of("e1", "e2", "e3")) {
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(type);
      }
      assertThat(log.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .contains("e4: something happened {peer=a}");
    } finally {
      logger.detachAppender(log);
    }
  }

  @Test
  void theSeverityIsTheLevelAndTheCategoryTheLog() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger("org.chaoschain.events.security");
    logger.setLevel(Level.INFO);
    log.start();
    logger.addAppender(log);
    try {
      events.publish(
          new Event(
              Event.Category.SECURITY,
              Event.Severity.CRITICAL,
              "forged",
              "a forged envelope",
              Map.of()));
      assertThat(log.list).hasSize(1);
      assertThat(log.list.get(0).getLevel()).isEqualTo(Level.ERROR);
      assertThat(log.list.get(0).getFormattedMessage()).isEqualTo("forged: a forged envelope");
    } finally {
      logger.detachAppender(log);
    }
  }

  private static Event event(String type) {
    return Event.info(type, "something happened", Map.of("peer", "a"));
  }
}

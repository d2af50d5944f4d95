// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.chaoschain.api.metrics.Limit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The log tells an operator which limit refused something, once for each report. */
class RefusalLogTest {
  @Test
  void warnsOfNewRefusalsOnly() {
    CountingMetrics metrics = new CountingMetrics(10);
    RefusalLog report = new RefusalLog(metrics);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(RefusalLog.class);
    log.start();
    logger.addAppender(log);
    try {
      Limit limit = metrics.limit("a.max.streams", 1, "streams");
      limit.refuse("x", 2);
      limit.refuse("x", 2);
      report.run();
      report.run();
      limit.refuse("x", 2);
      report.run();
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list)
        .filteredOn(event -> event.getLevel() == Level.WARN)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "a limit refused 2 times since the last report; the key a.max.streams changes it",
            "a limit refused 1 times since the last report; the key a.max.streams changes it");
  }
}

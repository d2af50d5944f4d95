// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.service.log.FormatterLogger;
import org.osgi.service.log.Logger;

class ServiceLoggerTest {
  private final LoggerContext context = new LoggerContext();
  private final ch.qos.logback.classic.Logger target = context.getLogger("some");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    target.setLevel(Level.TRACE);
    target.addAppender(log);
    log.start();
  }

  @Test
  void eachLevelIsThatOfTheNodesLog() {
    Logger logger = new ServiceLogger(target, false);
    logger.trace("{}", 1);
    logger.debug("{} {}", 1, 2);
    logger.info("{} {} {}", 1, 2, 3);
    logger.warn("{}");
    logger.error("plain");
    logger.audit("audit {}", 1);
    assertThat(log.list)
        .extracting(e -> e.getLevel() + " " + e.getFormattedMessage())
        .containsExactly(
            "TRACE 1", "DEBUG 1 2", "INFO 1 2 3", "WARN {}", "ERROR plain", "INFO audit 1");
    assertThat(logger.getName()).isEqualTo("some");
  }

  @Test
  void aFormatterHasThePercentSigns() {
    FormatterLogger logger = new ServiceLogger(target, true);
    logger.info("%s of %d", "one", 2);
    logger.info("100 % {}");
    logger.warn("%s {}", "it", new IllegalStateException("failed"));
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly("one of 2", "100 % {}", "it {}");
    assertThat(log.list.get(2).getThrowableProxy().getMessage()).isEqualTo("failed");
  }

  @Test
  void aThrownAtTheEndIsNoValue() {
    new ServiceLogger(target, false).error("{} failed", "it", new IllegalStateException("why"));
    assertThat(log.list.get(0).getFormattedMessage()).isEqualTo("it failed");
    assertThat(log.list.get(0).getThrowableProxy().getMessage()).isEqualTo("why");
  }

  @Test
  void whatIsNotLoggedIsNotMade() {
    target.setLevel(Level.WARN);
    Logger logger = new ServiceLogger(target, true);
    List<String> made = new ArrayList<>();
    logger.info("%d", "no number");
    logger.debug(l -> made.add("debug"));
    logger.warn(l -> made.add("warn"));
    assertThat(logger.isInfoEnabled()).isFalse();
    assertThat(logger.isWarnEnabled()).isTrue();
    assertThat(made).containsExactly("warn");
    assertThat(log.list).isEmpty();
  }
}

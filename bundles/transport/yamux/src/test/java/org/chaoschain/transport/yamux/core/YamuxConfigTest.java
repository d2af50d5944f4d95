// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value out of range is refused and its key named. */
class YamuxConfigTest {
  @ParameterizedTest
  @CsvSource({
    "maxStreams, -1, max.streams",
    "maxOutboundStreams, -1, max.outbound.streams",
    "ackBacklog, 0, ack.backlog",
    "windowMax, 262143, window.max",
    "frameMax, 0, frame.max",
    "controlLimit, 0, control.limit",
    "controlRate, 0, control.rate",
    "controlBurst, 0, control.burst",
    "framesPerTurn, 0, frames.per.turn",
    "sendHighWater, 0, send.high.water"
  })
  void numbers(String name, int value, String key) {
    assertRefused(name, value, key);
  }

  @ParameterizedTest
  @CsvSource({
    "connectionReceiveMax, 262143, connection.receive.max",
    "frameReceiveMax, 0, frame.receive.max",
    "sendLimit, 131071, send.limit",
    "connectionSendLimit, 8388607, connection.send.limit"
  })
  void sizes(String name, long value, String key) {
    assertRefused(name, value, key);
  }

  @ParameterizedTest
  @CsvSource({
    "keepaliveInterval, -1, keepalive.interval",
    "keepaliveTimeout, 0, keepalive.timeout",
    "drainTimeout, 0, drain.timeout",
    "closeTimeout, 0, close.timeout"
  })
  void times(String name, long seconds, String key) {
    assertRefused(name, Duration.ofSeconds(seconds), key);
  }

  private static void assertRefused(String name, Object value, String key) {
    assertThatThrownBy(() -> YamuxConfigs.with(name, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("transport.yamux." + key + " is ");
  }
}

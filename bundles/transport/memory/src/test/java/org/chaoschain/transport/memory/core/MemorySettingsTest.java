// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.memory.core;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The behaviour of connections is tested by the testkit, which runs them in its simulations. */
class MemorySettingsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void aSettingOutOfRangeNamesItsKeyValueAndRange() {
    assertThatThrownBy(() -> new MemorySettings(10, 10, 20, 10, 1, SECOND, SECOND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "transport.memory.write.high.water is 10; it must be more than write.low.water 10");
    assertThatThrownBy(() -> new MemorySettings(1, 10, 5, 10, 1, SECOND, SECOND))
        .hasMessageContaining("transport.memory.write.limit is 5");
    assertThatThrownBy(() -> new MemorySettings(1, 10, 20, 1, 1, SECOND, SECOND))
        .hasMessageContaining("transport.memory.window is 1");
    assertThatThrownBy(() -> new MemorySettings(1, 10, 20, 10, 1, Duration.ZERO, SECOND))
        .hasMessageContaining("transport.memory.dial.timeout is PT0S");
  }
}

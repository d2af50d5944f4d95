// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NoiseComponentTest {
  @Test
  void handshakesLeaveProcessorsToOthersUnlessTheConfigurationSaysHowMany() {
    assertThat(NoiseComponent.parallel(0))
        .isBetween(1, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    assertThat(NoiseComponent.parallel(3)).isEqualTo(3);
  }
}

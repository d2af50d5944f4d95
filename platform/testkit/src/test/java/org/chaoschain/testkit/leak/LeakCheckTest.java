// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.leak;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class LeakCheckTest {
  @Test
  void aBufferThatNobodyReleasesIsFound() {
    forget();
    assertThat(LeakCheck.found()).hasSize(1).first().asString().contains("ByteBuf");
  }

  private static void forget() {
    ByteBuf forgotten = ByteBufAllocator.DEFAULT.directBuffer(8);
    forgotten.writeInt(1);
  }

  @Test
  void aReleasedBufferIsNoLeak() {
    ByteBufAllocator.DEFAULT.directBuffer(8).release();
    assertThat(LeakCheck.found()).isEmpty();
  }
}

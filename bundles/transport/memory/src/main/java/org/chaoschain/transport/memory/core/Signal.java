// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.memory.core;

import io.netty.buffer.ByteBuf;

/** What travels from one end of a memory connection to the other. */
sealed interface Signal {
  /** Bytes; the end that takes the signal owns them. */
  record Data(ByteBuf bytes) implements Signal {}

  /** The receiver has room for that many bytes more. */
  record Grant(int bytes) implements Signal {}

  /** The sender writes no more. */
  record End() implements Signal {}

  /** The sender is gone. */
  record Reset() implements Signal {}
}

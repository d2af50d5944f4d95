// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.channel;

import io.netty.buffer.ByteBuf;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Receives what happens on a {@link Duplex}, always inside its executor. Must not block. If a
 * method throws, the duplex is reset with {@link CloseReason.Kind#HANDLER_FAILED}.
 */
@ConsumerType
public interface DuplexHandler {
  /**
   * Bytes arrived, at least one.
   *
   * @param data now owned by the handler, which releases it
   */
  void onRead(ByteBuf data);

  /** The remote has ended its writing side; no {@link #onRead} follows. Writing goes on. */
  default void onReadEnd() {}

  /** More is welcome again after {@link Duplex#write} had said no. */
  default void onWritable() {}

  /** Both sides have ended. Called exactly once, and last. */
  default void onClosed(CloseReason reason) {}
}

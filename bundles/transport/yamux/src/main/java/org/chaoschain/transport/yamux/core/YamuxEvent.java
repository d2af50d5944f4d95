// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.chaoschain.p2p.api.channel.CloseReason;

/** What a {@link YamuxSession} tells its owner. */
public sealed interface YamuxEvent {
  /** The remote has opened a stream. */
  record Opened(long id) implements YamuxEvent {}

  /**
   * Bytes came on a stream.
   *
   * @param data now owned by the receiver of the event; once it is done with them it calls {@link
   *     YamuxSession#consumed}
   */
  record Data(long id, ByteBuf data) implements YamuxEvent {}

  /** The remote has ended its side of the stream; no more {@link Data} follow. */
  record End(long id) implements YamuxEvent {}

  /** The stream has ended at once: the remote reset it, or a deadline passed. */
  record Reset(long id, CloseReason reason) implements YamuxEvent {}

  /** Bytes that were written have been put into a frame. */
  record Sent(long id, int bytes) implements YamuxEvent {}

  /** The end of this side has been put into a frame. */
  record EndSent(long id) implements YamuxEvent {}

  /** The answer to the ping. */
  record Pong(Duration roundTrip) implements YamuxEvent {}

  /** The answer to the ping did not come in time. */
  record PingExpired() implements YamuxEvent {}

  /** The remote takes no new streams. */
  record GoAway() implements YamuxEvent {}

  /**
   * The session has failed; all its streams with it. What {@link YamuxSession#nextOutput} still has
   * is sent.
   */
  record Failed(CloseReason reason) implements YamuxEvent {}
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.channel;

import io.netty.buffer.ByteBuf;
import org.chaoschain.api.time.SerialExecutor;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A reliable, ordered, flow-controlled stream of bytes in both directions: a TCP connection, the
 * secured channel on top of it, or one stream of a muxer. Layers are stacked by wrapping a duplex
 * in another.
 *
 * <p><b>Threads.</b> A duplex and everything stacked on it lives on one {@link #executor()}. The
 * handler is called there and nowhere else. Every method may be called from any thread; from
 * another thread it takes effect later, in the order of the calls. {@link #handler} and {@link
 * #unread} are called inside the executor.
 *
 * <p><b>Reading</b> starts switched off. While it is off, the duplex holds back what arrives,
 * within its limits, and lets the sender feel it (a closed window). This is how backpressure
 * travels from a slow reader to the remote writer.
 *
 * <p><b>Writing</b> never blocks. {@link #write} answers whether more is welcome; a writer that was
 * told no stops until {@link DuplexHandler#onWritable}. Who goes on regardless meets the hard limit
 * of the duplex, which then is reset.
 *
 * <p><b>Buffers.</b> Whoever is given a buffer owns it: {@code write} and {@code unread} take it
 * over, {@code onRead} hands it over; the owner releases it, also when something fails.
 */
@ConsumerType
public interface Duplex {
  /** Where the handler is called. */
  SerialExecutor executor();

  /**
   * Sets who receives. Replaces the handler that was there, which hears nothing any more. Call it
   * inside the executor.
   */
  void handler(DuplexHandler handler);

  /**
   * Switches reading on or off. What was held back is delivered, in order, when it is switched on.
   */
  void reading(boolean on);

  /**
   * Puts bytes back, before all others that wait, for the handler that is set next. Call it inside
   * the executor.
   *
   * @param data taken over
   */
  void unread(ByteBuf data);

  /**
   * Sends bytes. After {@link #closeWrite}, {@link #close} or a reset they are released and
   * dropped.
   *
   * @param data taken over
   * @return whether more is welcome now; if not, wait for {@link DuplexHandler#onWritable}
   */
  boolean write(ByteBuf data);

  /** Whether more is welcome. May be asked from any thread; the answer can be old by then. */
  boolean writable();

  /**
   * Ends the writing side once all that was written has gone out; reading goes on. Twice does
   * nothing.
   */
  void closeWrite();

  /**
   * Ends both sides in an orderly way once all that was written has gone out. What the remote still
   * sends is dropped. {@link DuplexHandler#onClosed} follows.
   */
  void close();

  /**
   * Ends both sides at once; what waits is dropped, and the remote is told if the protocol can.
   *
   * @param reason why, for {@link DuplexHandler#onClosed}, logs and metrics
   */
  void reset(CloseReason reason);

  /** Whether {@link DuplexHandler#onClosed} was called or is about to be. From any thread. */
  boolean closed();
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.channel;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The receiving side that every {@link Duplex} has: it holds bytes back while reading is off,
 * delivers them in order, then the end, then the close, each at most once. Implementations of
 * {@code Duplex} use it so that all behave alike.
 *
 * <p>Not safe for use by many threads: every method is called inside the executor of the duplex. It
 * holds whatever it is given; the owner bounds that by switching the layer below off (see {@link
 * #held}).
 */
public final class Inlet {
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
  private final Consumer<Throwable> onHandlerFailure;
  private DuplexHandler handler;
  private long held;
  private boolean reading;
  private boolean delivering;
  private boolean ended;
  private boolean endDelivered;
  private CloseReason closeReason;
  private boolean closeDelivered;

  /**
   * Makes an inlet with reading switched off and without a handler.
   *
   * @param onHandlerFailure told what a handler threw; it should reset the duplex
   */
  public Inlet(Consumer<Throwable> onHandlerFailure) {
    this.onHandlerFailure = onHandlerFailure;
  }

  /** See {@link Duplex#handler}. */
  public void handler(DuplexHandler newHandler) {
    this.handler = newHandler;
    deliver();
  }

  /** See {@link Duplex#reading}. */
  public void reading(boolean on) {
    this.reading = on;
    deliver();
  }

  /** Whether reading is on. */
  public boolean reading() {
    return reading;
  }

  /**
   * See {@link Duplex#unread}; delivered when the handler is next set or reading is next switched
   * on.
   */
  public void unread(ByteBuf data) {
    if (closeReason != null || !data.isReadable()) {
      data.release();
      return;
    }
    held += data.readableBytes();
    waiting.addFirst(data);
  }

  /**
   * Bytes came from below; empty buffers and bytes after the end or close are dropped. Takes the
   * buffer over.
   */
  public void receive(ByteBuf data) {
    if (ended || closeReason != null || !data.isReadable()) {
      data.release();
      return;
    }
    held += data.readableBytes();
    waiting.addLast(data);
    deliver();
  }

  /** The remote has ended its writing side. */
  public void end() {
    ended = true;
    deliver();
  }

  /** Whether {@link #end} was called. */
  public boolean ended() {
    return ended;
  }

  /**
   * Both sides have ended. On an orderly close by the remote what waits is still delivered once
   * reading is on; on any other reason it is dropped. Only the first reason counts.
   */
  public void close(CloseReason reason) {
    if (closeReason != null) {
      return;
    }
    closeReason = reason;
    if (reason.kind() != CloseReason.Kind.REMOTE) {
      releaseWaiting();
    }
    deliver();
  }

  /** Whether {@link #close} was called. */
  public boolean closed() {
    return closeReason != null;
  }

  /** The number of bytes that wait because reading is off. */
  public long held() {
    return held;
  }

  private void deliver() {
    if (delivering || handler == null) {
      return;
    }
    delivering = true;
    try {
      while (reading && !waiting.isEmpty()) {
        ByteBuf next = waiting.removeFirst();
        held -= next.readableBytes();
        handler.onRead(next);
      }
      if (endDue()) {
        endDelivered = true;
        handler.onReadEnd();
      }
      if (closeReason != null && !closeDelivered && waiting.isEmpty()) {
        closeDelivered = true;
        handler.onClosed(closeReason);
      }
    } catch (RuntimeException | Error e) {
      onHandlerFailure.accept(e);
    } finally {
      delivering = false;
    }
    if (needsAnotherRound()) {
      deliver();
    }
  }

  /** An orderly close by the remote comes after its end, any other close instead of it. */
  private boolean endDue() {
    return ended
        && !endDelivered
        && waiting.isEmpty()
        && !closeDelivered
        && (closeReason == null || closeReason.kind() == CloseReason.Kind.REMOTE);
  }

  /** The handler may have changed something while it was called. */
  private boolean needsAnotherRound() {
    return (reading && !waiting.isEmpty())
        || endDue()
        || (waiting.isEmpty() && closeReason != null && !closeDelivered);
  }

  private void releaseWaiting() {
    ByteBuf next;
    while ((next = waiting.pollFirst()) != null) {
      next.release();
    }
    held = 0;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicLong;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.Inlet;
import org.chaoschain.p2p.api.muxer.MuxedStream;

/**
 * One stream of a {@link YamuxConnection}. Bytes for a reader that is not reading wait in the
 * backlog and count against the remote's window; the inlet only ever holds what was put back.
 *
 * <p>Fields without other protection belong to the executor.
 */
final class YamuxStream implements MuxedStream {
  private final YamuxConnection connection;
  private final StreamBounds bounds;
  private final long id;
  private final Inlet inlet = new Inlet(this::handlerFailed);
  private final Backlog backlog;
  private final AtomicLong pending = new AtomicLong();
  private volatile boolean blocked;
  private volatile boolean terminated;
  private DuplexHandler handler;
  private long queued;
  private boolean feeding;
  private boolean remoteEnded;
  private boolean writeEnding;
  private boolean endSent;
  private boolean closing;

  YamuxStream(YamuxConnection connection, long id) {
    this.connection = connection;
    this.bounds = connection.bounds();
    this.id = id;
    this.backlog = new Backlog(bounds.allocator());
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public SerialExecutor executor() {
    return connection.executor();
  }

  @Override
  public void handler(DuplexHandler newHandler) {
    handler = newHandler;
    inlet.handler(newHandler);
    changed();
  }

  @Override
  public void reading(boolean on) {
    executor()
        .run(
            () -> {
              if (!closing && !terminated) {
                inlet.reading(on);
                changed();
              }
            });
  }

  /** Lets the backlog go on if it can, then everything that came of it. */
  private void changed() {
    feed();
    connection.touch(this);
    connection.process();
  }

  @Override
  public void unread(ByteBuf data) {
    if (closing) {
      data.release();
    } else {
      inlet.unread(data);
    }
  }

  @Override
  public boolean write(ByteBuf data) {
    int size = data.readableBytes();
    if (terminated || size == 0) {
      data.release();
      return writable();
    }
    long waiting = pending.addAndGet(size);
    long all = bounds.addSending(size);
    if (!bounds.meters().send.allows(waiting)) {
      refuse(data, bounds.meters().send, waiting);
      return false;
    }
    if (!bounds.connectionSend().allows(all)) {
      refuse(data, bounds.connectionSend(), all);
      return false;
    }
    try {
      bounds.scope().reserveMemory(size);
    } catch (LimitExceededException e) {
      refuse(data, e);
      return false;
    }
    if (waiting >= bounds.config().sendHighWater()) {
      blocked = true;
    }
    executor().run(() -> enqueue(data));
    return writable();
  }

  private void refuse(ByteBuf data, Limit limit, long waiting) {
    refuse(data, limit.refuse("writes to stream " + id, waiting));
  }

  /** Nothing of it is on the connection's account yet. */
  private void refuse(ByteBuf data, LimitExceededException refusal) {
    int size = data.readableBytes();
    pending.addAndGet(-size);
    bounds.addSending(-size);
    data.release();
    reset(CloseReason.limit(refusal.getMessage()));
  }

  private void release(long bytes) {
    pending.addAndGet(-bytes);
    bounds.addSending(-bytes);
    bounds.scope().releaseMemory(bytes);
  }

  private void enqueue(ByteBuf data) {
    int size = data.readableBytes();
    if (terminated || writeEnding) {
      release(size);
      data.release();
      return;
    }
    queued += size;
    connection.session().write(id, data);
    connection.process();
  }

  @Override
  public boolean writable() {
    return !blocked && !terminated;
  }

  @Override
  public void closeWrite() {
    executor()
        .run(
            () -> {
              if (!writeEnding && !terminated) {
                writeEnding = true;
                connection.session().closeWrite(id);
                connection.process();
              }
            });
  }

  @Override
  public void close() {
    executor()
        .run(
            () -> {
              if (closing || terminated) {
                return;
              }
              closing = true;
              writeEnding = true;
              inlet.reading(false);
              dropBacklog();
              connection.session().close(id, connection.now());
              connection.touch(this);
              connection.process();
            });
  }

  @Override
  public void reset(CloseReason reason) {
    executor()
        .run(
            () -> {
              if (!terminated) {
                connection.session().reset(id);
                terminate(reason);
                connection.process();
              }
            });
  }

  @Override
  public boolean closed() {
    return terminated;
  }

  /** Bytes came from the remote. */
  void onData(ByteBuf data) {
    int size = data.readableBytes();
    if (closing || terminated) {
      data.release();
    } else if (takesMore() && !feeding && backlog.size() == 0) {
      feeding = true;
      inlet.receive(data);
      feeding = false;
      connection.session().consumed(id, size, connection.now());
      feed();
    } else {
      if (!reserved(data)) {
        return;
      }
      backlog.add(data);
      if (!bounds.meters().receive.allows(bounds.addHeld(size))) {
        connection.shed();
      }
    }
  }

  /**
   * Takes room for bytes that wait for the reader. Where there is none, the stream of the
   * connection that holds most makes room, which may be this one.
   */
  private boolean reserved(ByteBuf data) {
    while (true) {
      try {
        bounds.scope().reserveMemory(data.readableBytes());
        return true;
      } catch (LimitExceededException e) {
        boolean othersHold = bounds.addHeld(0) > 0;
        if (othersHold) {
          connection.shed(e);
        } else {
          reset(CloseReason.limit(e.getMessage()));
        }
        if (terminated) {
          data.release();
          return false;
        }
      }
    }
  }

  /** Whether bytes given to the inlet would reach the handler at once. */
  private boolean takesMore() {
    return handler != null && inlet.reading() && inlet.held() == 0 && !closing && !terminated;
  }

  private void feed() {
    if (feeding) {
      return;
    }
    feeding = true;
    while (backlog.size() > 0 && takesMore()) {
      ByteBuf next = backlog.remove();
      int size = next.readableBytes();
      bounds.addHeld(-size);
      bounds.scope().releaseMemory(size);
      inlet.receive(next);
      connection.session().consumed(id, size, connection.now());
    }
    feeding = false;
    if (remoteEnded && backlog.size() == 0 && !inlet.ended() && !terminated) {
      inlet.end();
    }
  }

  /** The remote has ended its side. */
  void onEnd() {
    remoteEnded = true;
    feed();
    connection.touch(this);
  }

  /** Bytes have gone out. */
  void onSent(int bytes) {
    queued -= bytes;
    release(bytes);
    if (blocked) {
      connection.touch(this);
    }
  }

  /** The end of this side has gone out. */
  void onEndSent() {
    endSent = true;
    connection.touch(this);
  }

  /** How many bytes wait for the reader. */
  long held() {
    return backlog.size();
  }

  /** Called when everything else has been done. */
  void settle() {
    if (terminated) {
      return;
    }
    if (closing && endSent) {
      terminate(CloseReason.LOCAL);
    } else if (bothEnded()) {
      // in a task of its own: the handler may be about to hear of the end, or to put bytes back
      executor().execute(this::finish);
    } else if (blocked && pending.get() <= bounds.config().sendHighWater() / 2) {
      blocked = false;
      if (handler != null && !writeEnding) {
        try {
          handler.onWritable();
        } catch (RuntimeException | Error e) {
          handlerFailed(e);
        }
      }
    }
  }

  private boolean bothEnded() {
    return endSent && inlet.ended() && inlet.held() == 0 && handler != null;
  }

  private void finish() {
    if (bothEnded()) {
      terminate(CloseReason.REMOTE);
      connection.process();
    }
  }

  void handlerFailed(Throwable failure) {
    bounds.meters().handlerFailures.increment();
    reset(new CloseReason(CloseReason.Kind.HANDLER_FAILED, "the handler threw " + failure));
  }

  /** Ends the stream on this side; the session has done its part. */
  void terminate(CloseReason reason) {
    if (terminated) {
      return;
    }
    terminated = true;
    release(queued);
    queued = 0;
    dropBacklog();
    connection.forget(this);
    inlet.close(reason);
  }

  private void dropBacklog() {
    bounds.addHeld(-backlog.size());
    bounds.scope().releaseMemory(backlog.size());
    backlog.clear();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.memory.core;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicLong;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.Inlet;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.transport.TransportConnection;

/**
 * One end of a connection inside the process. It behaves as a TCP connection does: the receiver
 * grants credit, an end travels behind the data, a reset drops what the receiver has not read yet.
 *
 * <p>Fields without other protection belong to the executor.
 */
final class MemoryConnection implements TransportConnection {
  private final End end;
  private final Pipe out;
  private final Runnable onTerminated;
  private final Limit writeLimit;
  private final Inlet inlet = new Inlet(this::handlerFailed);
  private final Outbox outbox;
  private final AtomicLong pending = new AtomicLong();
  private volatile boolean blocked;
  private volatile boolean terminated;
  private DuplexHandler handler;
  private long credit;
  private long received;
  private long granted;
  private boolean pumpQueued;
  private boolean writeEnding;
  private boolean endSent;
  private boolean closing;
  private boolean finishing;

  MemoryConnection(End end, Pipe out, Runnable onTerminated) {
    this.end = end;
    this.out = out;
    this.onTerminated = onTerminated;
    this.outbox = new Outbox(end.allocator());
    this.credit = end.settings().window();
    this.writeLimit =
        end.metrics()
            .limit(MemorySettings.PREFIX + "write.limit", end.settings().writeLimit(), "bytes");
  }

  @Override
  public Multiaddr localAddress() {
    return end.local();
  }

  @Override
  public Multiaddr remoteAddress() {
    return end.remote();
  }

  @Override
  public SerialExecutor executor() {
    return end.executor();
  }

  @Override
  public void handler(DuplexHandler newHandler) {
    handler = newHandler;
    inlet.handler(newHandler);
    settle();
  }

  @Override
  public void reading(boolean on) {
    executor()
        .run(
            () -> {
              if (!closing) {
                inlet.reading(on);
                settle();
              }
            });
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
    if (!writeLimit.allows(waiting)) {
      pending.addAndGet(-size);
      data.release();
      reset(
          CloseReason.limit(
              writeLimit.refuse("connection to " + end.remote(), waiting).getMessage()));
      return false;
    }
    if (waiting >= end.settings().highWater()) {
      blocked = true;
    }
    executor().run(() -> enqueue(data));
    return writable();
  }

  private void enqueue(ByteBuf data) {
    if (terminated || writeEnding) {
      pending.addAndGet(-data.readableBytes());
      data.release();
      return;
    }
    outbox.add(data);
    queuePump();
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
              writeEnding = true;
              queuePump();
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
              queuePump();
              end.scheduler()
                  .schedule(
                      end.settings().closeTimeout(), () -> executor().execute(this::closeOverdue));
            });
  }

  private void closeOverdue() {
    if (!terminated) {
      reset(
          CloseReason.timeout(
              "what was written to %s has not gone out within %s (%sclose.timeout)"
                  .formatted(end.remote(), end.settings().closeTimeout(), MemorySettings.PREFIX)));
    } else if (!inlet.ended()) {
      out.send(new Signal.Reset());
    }
  }

  @Override
  public void reset(CloseReason reason) {
    executor()
        .run(
            () -> {
              if (!terminated) {
                out.send(new Signal.Reset());
                terminate(reason);
              }
            });
  }

  @Override
  public boolean closed() {
    return terminated;
  }

  /** The network has lost the connection; the remote is not told. */
  void lost(CloseReason reason) {
    out.cut();
    executor().run(() -> terminate(reason));
  }

  void arrived(Signal signal) {
    if (signal instanceof Signal.Data data) {
      receive(data.bytes());
    } else if (signal instanceof Signal.Grant grant) {
      credit += grant.bytes();
      pump();
    } else if (signal instanceof Signal.End) {
      inlet.end();
      settle();
    } else {
      terminate(
          new CloseReason(
              CloseReason.Kind.REMOTE_RESET, end.remote() + " has reset the connection"));
    }
  }

  private void receive(ByteBuf data) {
    received += data.readableBytes();
    if (closing || terminated) {
      data.release();
    } else {
      inlet.receive(data);
    }
    settle();
  }

  /**
   * After anything that may have moved bytes or ends: gives the remote new credit, ends if both
   * sides have.
   */
  private void settle() {
    if (terminated) {
      return;
    }
    long due = received - inlet.held() - granted;
    if (due >= end.settings().window() / 2) {
      granted += due;
      out.send(new Signal.Grant((int) due));
    }
    boolean remoteDone = inlet.ended() && inlet.held() == 0 && handler != null;
    if (remoteDone && endSent && !finishing) {
      finishing = true;
      executor().execute(() -> terminate(CloseReason.REMOTE));
    }
  }

  private void queuePump() {
    if (!pumpQueued) {
      pumpQueued = true;
      executor()
          .execute(
              () -> {
                pumpQueued = false;
                pump();
              });
    }
  }

  private void pump() {
    if (terminated) {
      return;
    }
    long ready;
    while ((ready = Math.min(credit, outbox.size())) > 0) {
      int size = Math.max(1, Math.min(out.link().piece((int) ready), (int) ready));
      credit -= size;
      pending.addAndGet(-size);
      out.send(new Signal.Data(outbox.take(size)));
    }
    if (writeEnding && outbox.size() == 0 && !endSent) {
      endSent = true;
      out.send(new Signal.End());
    }
    if (closing && endSent) {
      terminate(CloseReason.LOCAL);
      return;
    }
    settle();
    tellWritable();
  }

  private void tellWritable() {
    if (!blocked || pending.get() > end.settings().lowWater()) {
      return;
    }
    blocked = false;
    if (handler != null && !writeEnding) {
      try {
        handler.onWritable();
      } catch (RuntimeException | Error e) {
        handlerFailed(e);
      }
    }
  }

  private void handlerFailed(Throwable failure) {
    end.metrics().counter(MemorySettings.PREFIX + "handler.failures").increment();
    reset(new CloseReason(CloseReason.Kind.HANDLER_FAILED, "the handler threw " + failure));
  }

  private void terminate(CloseReason reason) {
    if (terminated) {
      return;
    }
    terminated = true;
    outbox.clear();
    pending.set(0);
    onTerminated.run();
    inlet.close(reason);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.Inlet;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.transport.TransportConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP connection as a duplex. While reading is off the channel does not read, so that the
 * kernel's buffers fill and the remote's window closes; the inlet holds at most what one read had
 * under way.
 *
 * <p>Fields without other protection belong to the event loop.
 */
final class TcpConnection extends ChannelInboundHandlerAdapter implements TransportConnection {
  private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);

  private final SocketChannel channel;
  private final TcpMeters meters;
  private final TcpSettings settings;
  private final EventLoopExecutor executor;
  private final Inlet inlet = new Inlet(this::handlerFailed);
  private final AtomicLong pending = new AtomicLong();
  private volatile boolean blocked;
  private volatile boolean terminated;
  private volatile Multiaddr local = Multiaddr.EMPTY;
  private volatile Multiaddr remote = Multiaddr.EMPTY;
  private DuplexHandler handler;
  private boolean flushQueued;
  private boolean writeEnding;
  private boolean outputShut;
  private boolean closing;
  private boolean finishing;
  private Future<?> closeDeadline;

  TcpConnection(SocketChannel channel, TcpSettings settings, TcpMeters meters) {
    this.channel = channel;
    this.settings = settings;
    this.meters = meters;
    this.executor = new EventLoopExecutor(channel.eventLoop(), meters.taskFailures());
  }

  /** The addresses are known once the channel is connected. */
  void connected() {
    local = SocketAddresses.toMultiaddr(channel.localAddress());
    remote = SocketAddresses.toMultiaddr(channel.remoteAddress());
  }

  @Override
  public Multiaddr localAddress() {
    return local;
  }

  @Override
  public Multiaddr remoteAddress() {
    return remote;
  }

  @Override
  public SerialExecutor executor() {
    return executor;
  }

  @Override
  public void handler(DuplexHandler newHandler) {
    handler = newHandler;
    inlet.handler(newHandler);
    finishIfBothEnded();
  }

  @Override
  public void reading(boolean on) {
    executor.run(
        () -> {
          if (!closing && !terminated) {
            inlet.reading(on);
            channel.config().setAutoRead(inlet.reading() && !inlet.ended());
            finishIfBothEnded();
          } else if (terminated) {
            inlet.reading(on);
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
    if (!meters.writeLimit().allows(waiting)) {
      pending.addAndGet(-size);
      data.release();
      reset(
          CloseReason.limit(
              meters.writeLimit().refuse("connection to " + remote, waiting).getMessage()));
      return false;
    }
    if (waiting >= settings.highWater()) {
      blocked = true;
    }
    if (executor.inExecutor()) {
      send(data, size);
    } else if (!executor.offer(() -> send(data, size))) {
      data.release();
      return false;
    }
    return writable();
  }

  private void send(ByteBuf data, int size) {
    if (terminated || writeEnding) {
      data.release();
      sent(size);
      return;
    }
    channel
        .write(data)
        .addListener(
            done -> {
              sent(size);
              if (done.isSuccess()) {
                meters.written().add(size);
              } else if (!terminated) {
                lost(done.cause());
              }
            });
    if (!flushQueued) {
      flushQueued = true;
      executor.execute(
          () -> {
            flushQueued = false;
            channel.flush();
          });
    }
  }

  private void sent(int size) {
    long waiting = pending.addAndGet(-size);
    if (!blocked || waiting > settings.lowWater() || terminated) {
      return;
    }
    blocked = false;
    if (handler != null && !writeEnding) {
      // not from inside write: a completed write may be the one that is being made
      executor.execute(this::tellWritable);
    }
  }

  private void tellWritable() {
    if (blocked || terminated || writeEnding) {
      return;
    }
    try {
      handler.onWritable();
    } catch (RuntimeException | Error e) {
      handlerFailed(e);
    }
  }

  @Override
  public boolean writable() {
    return !blocked && !terminated;
  }

  @Override
  public void closeWrite() {
    executor.run(
        () -> {
          if (!writeEnding && !terminated) {
            writeEnding = true;
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> shutOutput());
          }
        });
  }

  /** All that was written has gone out, or the connection has failed. */
  private void shutOutput() {
    if (terminated || outputShut) {
      return;
    }
    outputShut = true;
    channel.shutdownOutput().addListener(shut -> outputIsShut());
  }

  private void outputIsShut() {
    if (!closing) {
      finishIfBothEnded();
      return;
    }
    terminate(CloseReason.LOCAL);
    if (inlet.ended()) {
      channel.close();
    }
  }

  @Override
  public void close() {
    executor.run(
        () -> {
          if (closing || terminated) {
            return;
          }
          closing = true;
          inlet.reading(false);
          // what still comes is read and dropped: unread bytes would turn the close into a reset
          channel.config().setAutoRead(!inlet.ended());
          closeDeadline =
              channel
                  .eventLoop()
                  .schedule(
                      this::closeOverdue, settings.closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
          if (outputShut) {
            outputIsShut();
          } else {
            closeWrite();
          }
        });
  }

  private void closeOverdue() {
    if (terminated) {
      channel.close();
      return;
    }
    reset(
        CloseReason.timeout(
            "what was written to %s has not gone out within %s; the key %sclose.timeout changes it"
                .formatted(remote, settings.closeTimeout(), TcpSettings.PREFIX)));
  }

  @Override
  public void reset(CloseReason reason) {
    executor.run(
        () -> {
          if (!terminated) {
            meters.resets().increment();
            terminate(reason);
            abort();
          }
        });
  }

  /** Closes so that the remote sees a reset. */
  private void abort() {
    if (channel.isOpen()) {
      channel.config().setSoLinger(0);
      channel.close();
    }
  }

  @Override
  public boolean closed() {
    return terminated;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf data = (ByteBuf) message;
    meters.read().add(data.readableBytes());
    if (closing || terminated) {
      data.release();
    } else {
      inlet.receive(data);
      finishIfBothEnded();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event != ChannelInputShutdownEvent.INSTANCE || inlet.ended()) {
      return;
    }
    channel.config().setAutoRead(false);
    if (terminated) {
      channel.close();
    } else if (closing) {
      inlet.end();
    } else {
      inlet.end();
      finishIfBothEnded();
    }
  }

  /** Ends the connection, after the handler has heard of the remote's end. */
  private void finishIfBothEnded() {
    if (inlet.ended()
        && inlet.held() == 0
        && handler != null
        && outputShut
        && !finishing
        && !terminated) {
      finishing = true;
      executor.execute(
          () -> {
            terminate(CloseReason.REMOTE);
            channel.close();
          });
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (closeDeadline != null) {
      closeDeadline.cancel(false);
    }
    terminate(CloseReason.connectionLost("the connection to " + remote + " was lost"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    lost(cause);
  }

  private void lost(Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.warn("connection to {} failed; report this with the stack trace", remote, cause);
    }
    String text = String.valueOf(cause.getMessage());
    boolean reset =
        text.contains("reset") || text.contains("Broken pipe") || text.contains("abort");
    CloseReason.Kind kind =
        reset ? CloseReason.Kind.REMOTE_RESET : CloseReason.Kind.CONNECTION_LOST;
    terminate(new CloseReason(kind, "the connection to %s failed: %s".formatted(remote, text)));
    channel.close();
  }

  void handlerFailed(Throwable failure) {
    meters.handlerFailures().increment();
    LOG.warn("handler of the connection to {} failed; it is reset", remote, failure);
    reset(new CloseReason(CloseReason.Kind.HANDLER_FAILED, "the handler threw " + failure));
  }

  private void terminate(CloseReason reason) {
    if (!terminated) {
      terminated = true;
      inlet.close(reason);
    }
  }
}

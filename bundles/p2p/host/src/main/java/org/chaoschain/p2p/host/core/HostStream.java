// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import io.netty.buffer.ByteBuf;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.muxer.MuxedStream;
import org.chaoschain.p2p.api.stream.Stream;

/**
 * A muxer's stream with the protocol that was agreed on. It leaves its connection's list when it
 * ends.
 */
final class HostStream implements Stream {
  private final MuxedStream muxed;
  private final HostConnection connection;
  private final String protocol;
  private final boolean initiator;
  private final Relay relay = new Relay();

  /**
   * Passes on what the muxer tells. Until the stream's owner has set a handler, which it may do
   * from another thread and so a little later, it keeps what there is to tell.
   */
  private final class Relay implements DuplexHandler {
    private DuplexHandler next;
    private boolean ended;
    private CloseReason closeReason;

    void to(DuplexHandler handler) {
      boolean first = next == null;
      next = handler;
      if (first && ended) {
        handler.onReadEnd();
      }
      if (first && closeReason != null) {
        handler.onClosed(closeReason);
      }
    }

    @Override
    public void onRead(ByteBuf data) {
      if (next != null) {
        next.onRead(data);
      } else {
        muxed.reading(false);
        muxed.unread(data);
      }
    }

    @Override
    public void onReadEnd() {
      ended = true;
      if (next != null) {
        next.onReadEnd();
      }
    }

    @Override
    public void onWritable() {
      if (next != null) {
        next.onWritable();
      }
    }

    @Override
    public void onClosed(CloseReason reason) {
      connection.streamEnded(HostStream.this);
      closeReason = reason;
      if (next != null) {
        next.onClosed(reason);
      }
    }
  }

  HostStream(MuxedStream muxed, HostConnection connection, String protocol, boolean initiator) {
    this.muxed = muxed;
    this.connection = connection;
    this.protocol = protocol;
    this.initiator = initiator;
  }

  /** Starts to listen to the muxer's stream. Inside the executor. */
  HostStream started() {
    connection.streamStarted(this);
    muxed.handler(relay);
    return this;
  }

  @Override
  public long id() {
    return muxed.id();
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public boolean initiator() {
    return initiator;
  }

  @Override
  public SerialExecutor executor() {
    return muxed.executor();
  }

  @Override
  public void handler(DuplexHandler handler) {
    muxed.executor().run(() -> relay.to(handler));
  }

  @Override
  public void reading(boolean on) {
    muxed.reading(on);
  }

  @Override
  public void unread(ByteBuf data) {
    muxed.unread(data);
  }

  @Override
  public boolean write(ByteBuf data) {
    return muxed.write(data);
  }

  @Override
  public boolean writable() {
    return muxed.writable();
  }

  @Override
  public void closeWrite() {
    muxed.closeWrite();
  }

  @Override
  public void close() {
    muxed.close();
  }

  @Override
  public void reset(CloseReason reason) {
    muxed.reset(reason);
  }

  @Override
  public boolean closed() {
    return muxed.closed();
  }

  @Override
  public String toString() {
    return protocol + " stream " + muxed.id() + " of " + connection;
  }
}

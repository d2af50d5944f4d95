// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.muxer.MuxedStream;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.host.core.resource.StreamScope;

/**
 * A muxer's stream with the protocol that was agreed on. It leaves its connection's list when it
 * ends.
 */
final class HostStream implements Stream {
  private final MuxedStream muxed;
  private final HostConnection connection;
  private final String protocol;
  private final StreamScope scope;
  private final boolean initiator;
  private final Optional<Generation<StreamProtocol>> server;
  private final Relay relay = new Relay();
  private final AtomicBoolean violated = new AtomicBoolean();
  private boolean retireTold;

  /**
   * Passes on what the muxer tells. Until the stream's owner has set a handler, which it may do
   * from another thread and so a little later, it keeps what there is to tell.
   */
  private final class Relay implements DuplexHandler {
    private DuplexHandler next;
    private boolean ended;
    private CloseReason closeReason;
    private boolean closeTold;

    void to(DuplexHandler handler) {
      boolean first = next == null;
      next = handler;
      if (first && ended) {
        handler.onReadEnd();
      }
      if (first) {
        tellClosed();
      }
    }

    @Override
    public void onRead(ByteBuf data) {
      if (next != null) {
        reported(() -> next.onRead(data));
      } else {
        muxed.reading(false);
        muxed.unread(data);
      }
    }

    @Override
    public void onReadEnd() {
      ended = true;
      if (next != null) {
        reported(next::onReadEnd);
      }
    }

    @Override
    public void onWritable() {
      if (next != null) {
        reported(next::onWritable);
      }
    }

    @Override
    public void onClosed(CloseReason reason) {
      connection.streamEnded(HostStream.this);
      scope.close();
      closeReason = reason;
      try {
        tellClosed();
      } finally {
        server.ifPresent(HostStream::counted);
      }
    }

    private void tellClosed() {
      if (next != null && closeReason != null && !closeTold) {
        closeTold = true;
        reported(() -> next.onClosed(closeReason));
      }
    }
  }

  private HostStream(
      MuxedStream muxed,
      HostConnection connection,
      String protocol,
      StreamScope scope,
      Optional<Generation<StreamProtocol>> server) {
    this.scope = scope;
    this.muxed = muxed;
    this.connection = connection;
    this.protocol = protocol;
    this.initiator = server.isEmpty();
    this.server = server;
  }

  /** A failure of the handler goes on to the layer below, which resets the stream. */
  private void reported(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      server.ifPresent(s -> s.origin().account().failed("stream of " + protocol, e));
      throw e;
    }
  }

  /** A stream of this protocol has ended. */
  private static void counted(Generation<StreamProtocol> server) {
    server.origin().account().closeStream();
    server.leave();
  }

  /**
   * A stream that this side has opened. Inside the executor.
   *
   * @param scope its place, which is given back at its end
   */
  static HostStream outbound(
      MuxedStream muxed, HostConnection connection, String protocol, StreamScope scope) {
    return new HostStream(muxed, connection, protocol, scope, Optional.empty()).started();
  }

  /**
   * A stream that the remote has opened for a protocol of this side. Inside the executor.
   *
   * @param scope its place, which is given back at its end
   * @param server has counted the stream in, with its account; both count it out at its end
   */
  static HostStream inbound(
      MuxedStream muxed,
      HostConnection connection,
      String protocol,
      StreamScope scope,
      Generation<StreamProtocol> server) {
    return new HostStream(muxed, connection, protocol, scope, Optional.of(server)).started();
  }

  /** Whether the remote has opened it and this protocol serves it. */
  boolean servedBy(Generation<StreamProtocol> protocolService) {
    return server.isPresent() && server.get() == protocolService;
  }

  /**
   * Tells the protocol that serves it, once, that it is being unregistered. Inside the executor.
   */
  void retire() {
    if (retireTold || closed() || server.isEmpty()) {
      return;
    }
    retireTold = true;
    try {
      server.get().service().onRetired(this);
    } catch (RuntimeException | Error e) {
      server.get().origin().account().failed("onRetired of " + protocol, e);
      reset(new CloseReason(CloseReason.Kind.HANDLER_FAILED, protocol + " failed to end: " + e));
    }
  }

  private HostStream started() {
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
    if (reason.kind() == CloseReason.Kind.PROTOCOL_ERROR && violated.compareAndSet(false, true)) {
      connection.violated(protocol, reason);
    }
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

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.muxer.MuxedConnection;
import org.chaoschain.p2p.api.muxer.MuxedConnectionHandler;
import org.chaoschain.p2p.api.muxer.MuxedStream;
import org.chaoschain.p2p.api.muxer.StreamMuxer;

/** A muxer with one defect, which the contract has to find. */
final class BrokenMuxer implements StreamMuxer {
  /** What is wrong with it. */
  enum Defect {
    NONE,
    LOSES_A_BYTE,
    ALWAYS_WRITABLE,
    IGNORES_READING_OFF,
    SWALLOWS_THE_END,
    RESET_LOOKS_ORDERLY,
    TELLS_THE_CLOSE_TWICE,
    KEEPS_OPENING,
    LEAKS_WHAT_IS_READ,
    WRONG_PING,
    DRAINS_DEAF
  }

  private final StreamMuxer sound;
  private final Defect defect;
  private boolean drained;

  BrokenMuxer(StreamMuxer sound, Defect defect) {
    this.sound = sound;
    this.defect = defect;
  }

  @Override
  public String protocolId() {
    return sound.protocolId();
  }

  @Override
  public MuxedConnection mux(Duplex secured, boolean initiator, MuxedConnectionHandler handler) {
    return new Connection(sound.mux(secured, initiator, new Handler(handler)));
  }

  private final class Handler implements MuxedConnectionHandler {
    private final MuxedConnectionHandler handler;

    Handler(MuxedConnectionHandler handler) {
      this.handler = handler;
    }

    @Override
    public void onStream(MuxedStream stream) {
      if (drained) {
        stream.reset(CloseReason.LOCAL);
        return;
      }
      handler.onStream(new Stream(stream));
    }

    @Override
    public void onGoAway() {
      handler.onGoAway();
    }

    @Override
    public void onClosed(CloseReason reason) {
      handler.onClosed(reason);
      if (defect == Defect.TELLS_THE_CLOSE_TWICE) {
        handler.onClosed(reason);
      }
    }
  }

  private final class Connection implements MuxedConnection {
    private final MuxedConnection connection;

    Connection(MuxedConnection connection) {
      this.connection = connection;
    }

    @Override
    public SerialExecutor executor() {
      return connection.executor();
    }

    @Override
    public CompletionStage<MuxedStream> openStream() {
      CompletionStage<MuxedStream> opened = connection.openStream().thenApply(Stream::new);
      return defect == Defect.KEEPS_OPENING
          ? opened.exceptionallyCompose(any -> new CompletableFuture<MuxedStream>())
          : opened;
    }

    @Override
    public CompletionStage<Duration> ping() {
      return defect == Defect.WRONG_PING
          ? connection.ping().thenApply(time -> time.plusMillis(1))
          : connection.ping();
    }

    @Override
    public int openStreams() {
      return connection.openStreams();
    }

    @Override
    public void drain() {
      drained = defect == Defect.DRAINS_DEAF;
      connection.drain();
    }

    @Override
    public void close(CloseReason reason) {
      connection.close(reason);
    }
  }

  private final class Stream implements MuxedStream, DuplexHandler {
    private final MuxedStream stream;
    private DuplexHandler handler;
    private boolean lost;

    Stream(MuxedStream stream) {
      this.stream = stream;
    }

    @Override
    public long id() {
      return stream.id();
    }

    @Override
    public SerialExecutor executor() {
      return stream.executor();
    }

    @Override
    public void handler(DuplexHandler newHandler) {
      handler = newHandler;
      stream.handler(this);
    }

    @Override
    public void reading(boolean on) {
      stream.reading(on || defect == Defect.IGNORES_READING_OFF);
    }

    @Override
    public void unread(ByteBuf data) {
      stream.unread(data);
    }

    @Override
    public boolean write(ByteBuf data) {
      return stream.write(data) || defect == Defect.ALWAYS_WRITABLE;
    }

    @Override
    public boolean writable() {
      return stream.writable() || defect == Defect.ALWAYS_WRITABLE;
    }

    @Override
    public void closeWrite() {
      stream.closeWrite();
    }

    @Override
    public void close() {
      stream.close();
    }

    @Override
    public void reset(CloseReason reason) {
      stream.reset(reason);
    }

    @Override
    public boolean closed() {
      return stream.closed();
    }

    @Override
    public void onRead(ByteBuf data) {
      if (defect == Defect.LOSES_A_BYTE && !lost) {
        lost = true;
        data.skipBytes(1);
      }
      if (defect == Defect.LEAKS_WHAT_IS_READ) {
        data.retain();
      }
      handler.onRead(data);
    }

    @Override
    public void onReadEnd() {
      if (defect != Defect.SWALLOWS_THE_END) {
        handler.onReadEnd();
      }
    }

    @Override
    public void onWritable() {
      handler.onWritable();
    }

    @Override
    public void onClosed(CloseReason reason) {
      handler.onClosed(
          defect == Defect.RESET_LOOKS_ORDERLY && reason.kind() == CloseReason.Kind.REMOTE_RESET
              ? CloseReason.REMOTE
              : reason);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.sim;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.stream.Stream;

/** A stream of a {@link SimConnection}, opened by the remote; it remembers why it has ended. */
public final class SimStream implements Stream {
  private final SimConnection connection;
  private final long id;
  private final String protocol;
  private final Duplex duplex;
  private CloseReason closeReason;

  SimStream(SimConnection connection, long id, String protocol, Duplex duplex) {
    this.connection = connection;
    this.id = id;
    this.protocol = protocol;
    this.duplex = duplex;
  }

  /** Why it has ended, once its handler was told. */
  public Optional<CloseReason> closeReason() {
    return Optional.ofNullable(closeReason);
  }

  @Override
  public long id() {
    return id;
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
    return false;
  }

  @Override
  public SerialExecutor executor() {
    return duplex.executor();
  }

  @Override
  public void handler(DuplexHandler handler) {
    duplex.handler(
        new DuplexHandler() {
          @Override
          public void onRead(ByteBuf data) {
            handler.onRead(data);
          }

          @Override
          public void onReadEnd() {
            handler.onReadEnd();
          }

          @Override
          public void onWritable() {
            handler.onWritable();
          }

          @Override
          public void onClosed(CloseReason reason) {
            closeReason = reason;
            handler.onClosed(reason);
          }
        });
  }

  @Override
  public void reading(boolean on) {
    duplex.reading(on);
  }

  @Override
  public void unread(ByteBuf data) {
    duplex.unread(data);
  }

  @Override
  public boolean write(ByteBuf data) {
    return duplex.write(data);
  }

  @Override
  public boolean writable() {
    return duplex.writable();
  }

  @Override
  public void closeWrite() {
    duplex.closeWrite();
  }

  @Override
  public void close() {
    duplex.close();
  }

  @Override
  public void reset(CloseReason reason) {
    duplex.reset(reason);
  }

  @Override
  public boolean closed() {
    return duplex.closed();
  }
}

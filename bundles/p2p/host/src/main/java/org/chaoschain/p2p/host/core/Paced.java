// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.transport.TransportConnection;

/**
 * A connection that counts the bytes that come, so that one can tell a slow remote from a drip, and
 * that can be left unread for a while.
 */
final class Paced implements TransportConnection {
  private final TransportConnection raw;
  private long received;
  private boolean wanted;
  private boolean resting;

  Paced(TransportConnection raw) {
    this.raw = raw;
  }

  /** Bytes that have come since the last call. Inside the executor. */
  long received() {
    long since = received;
    received = 0;
    return since;
  }

  /**
   * Nothing is read for a time, whoever wants to; does nothing while that is so already. Inside the
   * executor.
   */
  void rest(Duration time, Scheduler scheduler) {
    if (resting) {
      return;
    }
    resting = true;
    raw.reading(false);
    scheduler.schedule(
        time,
        () ->
            raw.executor()
                .execute(
                    () -> {
                      resting = false;
                      raw.reading(wanted);
                    }));
  }

  @Override
  public void handler(DuplexHandler handler) {
    raw.handler(handler == null ? null : new Counting(handler));
  }

  private final class Counting implements DuplexHandler {
    private final DuplexHandler next;

    Counting(DuplexHandler next) {
      this.next = next;
    }

    @Override
    public void onRead(ByteBuf data) {
      received += data.readableBytes();
      next.onRead(data);
    }

    @Override
    public void onReadEnd() {
      next.onReadEnd();
    }

    @Override
    public void onWritable() {
      next.onWritable();
    }

    @Override
    public void onClosed(CloseReason reason) {
      next.onClosed(reason);
    }
  }

  @Override
  public Multiaddr localAddress() {
    return raw.localAddress();
  }

  @Override
  public Multiaddr remoteAddress() {
    return raw.remoteAddress();
  }

  @Override
  public SerialExecutor executor() {
    return raw.executor();
  }

  @Override
  public void reading(boolean on) {
    raw.executor()
        .run(
            () -> {
              wanted = on;
              if (!resting) {
                raw.reading(on);
              }
            });
  }

  @Override
  public void unread(ByteBuf data) {
    raw.unread(data);
  }

  @Override
  public boolean write(ByteBuf data) {
    return raw.write(data);
  }

  @Override
  public boolean writable() {
    return raw.writable();
  }

  @Override
  public void closeWrite() {
    raw.closeWrite();
  }

  @Override
  public void close() {
    raw.close();
  }

  @Override
  public void reset(CloseReason reason) {
    raw.reset(reason);
  }

  @Override
  public boolean closed() {
    return raw.closed();
  }
}

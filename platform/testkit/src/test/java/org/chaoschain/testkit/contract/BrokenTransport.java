// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.transport.Listener;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.p2p.api.transport.TransportConnection;

/** A transport with one fault. */
final class BrokenTransport implements Transport {
  /** What is wrong with it. */
  enum Fault {
    READS_ALWAYS,
    NEVER_SAYS_STOP,
    FORGETS_HALF_CLOSE,
    CLOSES_BY_RESET,
    LOSES_A_WRITE,
    KEEPS_A_BUFFER,
    KEEPS_ITS_ADDRESS,
    TELLS_THE_END_TWICE,
    TAKES_ANY_ADDRESS,
    DROPS_WITH_ITS_LISTENER
  }

  private final Transport sound;
  private final Fault fault;

  BrokenTransport(Transport sound, Fault fault) {
    this.sound = sound;
    this.fault = fault;
  }

  @Override
  public String name() {
    return sound.name();
  }

  @Override
  public boolean supports(Multiaddr address) {
    return fault == Fault.TAKES_ANY_ADDRESS || sound.supports(address);
  }

  @Override
  public CompletionStage<TransportConnection> dial(Multiaddr address) {
    return sound.dial(address).thenApply(Broken::new);
  }

  @Override
  public CompletionStage<Listener> listen(
      Multiaddr address, Consumer<TransportConnection> acceptor) {
    List<TransportConnection> accepted = new CopyOnWriteArrayList<>();
    return sound
        .listen(
            address,
            made -> {
              accepted.add(made);
              acceptor.accept(new Broken(made));
            })
        .thenApply(listener -> faulty(listener, accepted));
  }

  private Listener faulty(Listener listener, List<TransportConnection> accepted) {
    if (fault != Fault.KEEPS_ITS_ADDRESS && fault != Fault.DROPS_WITH_ITS_LISTENER) {
      return listener;
    }
    return new Listener() {
      @Override
      public Multiaddr address() {
        return listener.address();
      }

      @Override
      public CompletionStage<Void> close() {
        if (fault == Fault.KEEPS_ITS_ADDRESS) {
          return CompletableFuture.completedFuture(null);
        }
        accepted.forEach(connection -> connection.reset(CloseReason.LOCAL));
        return listener.close();
      }
    };
  }

  private final class Broken implements TransportConnection {
    private final TransportConnection whole;
    private int writes;

    Broken(TransportConnection whole) {
      this.whole = whole;
    }

    @Override
    public Multiaddr localAddress() {
      return whole.localAddress();
    }

    @Override
    public Multiaddr remoteAddress() {
      return whole.remoteAddress();
    }

    @Override
    public SerialExecutor executor() {
      return whole.executor();
    }

    @Override
    public void handler(DuplexHandler handler) {
      whole.handler(fault == Fault.TELLS_THE_END_TWICE ? new Twice(handler) : handler);
    }

    @Override
    public void reading(boolean on) {
      whole.reading(on || fault == Fault.READS_ALWAYS);
    }

    @Override
    public void unread(ByteBuf data) {
      whole.unread(data);
    }

    @Override
    public boolean write(ByteBuf data) {
      writes++;
      if (fault == Fault.LOSES_A_WRITE && writes == 20) {
        data.release();
        return true;
      }
      if (fault == Fault.KEEPS_A_BUFFER) {
        data.retain();
      }
      return whole.write(data) || fault == Fault.NEVER_SAYS_STOP;
    }

    @Override
    public boolean writable() {
      return whole.writable() || fault == Fault.NEVER_SAYS_STOP;
    }

    @Override
    public void closeWrite() {
      if (fault != Fault.FORGETS_HALF_CLOSE) {
        whole.closeWrite();
      }
    }

    @Override
    public void close() {
      if (fault == Fault.CLOSES_BY_RESET) {
        whole.reset(CloseReason.LOCAL);
      } else {
        whole.close();
      }
    }

    @Override
    public void reset(CloseReason reason) {
      whole.reset(reason);
    }

    @Override
    public boolean closed() {
      return whole.closed();
    }
  }

  private record Twice(DuplexHandler handler) implements DuplexHandler {
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
      handler.onClosed(reason);
      handler.onClosed(reason);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.perf.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.Stream;

/** Measures how many bytes a second go to and from peers. Safe for use by many threads. */
public final class PerfClient {
  private final Clock clock;
  private final Scheduler scheduler;
  private final Duration timeout;

  /**
   * Makes a client.
   *
   * @param timeout for one exchange; key {@code p2p.perf.timeout}
   */
  public PerfClient(Clock clock, Scheduler scheduler, Duration timeout) {
    this.clock = clock;
    this.scheduler = scheduler;
    this.timeout = timeout;
  }

  /**
   * Opens a stream to a peer and measures.
   *
   * @param upload bytes to send, 0 or more
   * @param download bytes to ask for, 0 or more
   * @return fails as {@link Host#newStream} does, and as {@link #measure} does
   */
  public CompletionStage<Throughput> measure(Host host, PeerId peer, long upload, long download) {
    return host.newStream(peer, List.of(PerfServer.PROTOCOL))
        .thenCompose(stream -> measure(stream, upload, download));
  }

  /**
   * Measures over a stream that has agreed on {@link PerfServer#PROTOCOL}, and ends it: first all
   * is sent, then all is received. Inside the stream's executor.
   *
   * @param upload bytes to send, 0 or more
   * @param download bytes to ask for, 0 or more
   * @return fails with {@link org.chaoschain.p2p.api.channel.ChannelClosedException} if the remote
   *     is late, sends fewer or more bytes than it was asked for, or resets the stream
   */
  public CompletionStage<Throughput> measure(Stream stream, long upload, long download) {
    if (upload < 0 || download < 0) {
      throw new IllegalArgumentException(
          "%d bytes to send and %d to ask for: both are 0 or more".formatted(upload, download));
    }
    Exchange exchange = new Exchange(stream, upload, download);
    stream.handler(exchange);
    stream.reading(true);
    exchange.begin();
    return exchange.result;
  }

  private final class Exchange implements DuplexHandler {
    private final Stream stream;
    private final long upload;
    private final long download;
    private final Zeros sending;
    private final long began = clock.nanoTime();
    private final CompletableFuture<Throughput> result = new CompletableFuture<>();
    private long received;
    private boolean ended;
    private Cancellable deadline = () -> false;

    Exchange(Stream stream, long upload, long download) {
      this.stream = stream;
      this.upload = upload;
      this.download = download;
      this.sending = new Zeros(stream, upload, stream::closeWrite);
    }

    void begin() {
      deadline = scheduler.schedule(timeout, () -> stream.executor().execute(this::late));
      stream.write(Unpooled.buffer(Long.BYTES).writeLong(download));
      sending.send();
    }

    private void late() {
      if (stream.closed()) {
        return;
      }
      stream.reset(
          CloseReason.timeout(
              "%s: after %d ms %d of %d bytes had come; the key p2p.perf.timeout changes it"
                  .formatted(stream, timeout.toMillis(), received, download)));
    }

    @Override
    public void onRead(ByteBuf data) {
      received += data.readableBytes();
      data.release();
      if (received > download) {
        stream.reset(
            CloseReason.protocolError(
                "%s: the remote sent more than the %d bytes it was asked for"
                    .formatted(stream, download)));
      }
    }

    @Override
    public void onReadEnd() {
      if (received < download) {
        stream.reset(
            CloseReason.protocolError(
                "%s: the remote ended after %d of %d bytes".formatted(stream, received, download)));
        return;
      }
      ended = true;
      result.complete(new Throughput(upload, download, Duration.ofNanos(clock.nanoTime() - began)));
      stream.close();
    }

    @Override
    public void onWritable() {
      sending.send();
    }

    @Override
    public void onClosed(CloseReason reason) {
      deadline.cancel();
      if (!ended) {
        result.completeExceptionally(reason.toException());
      }
    }
  }
}

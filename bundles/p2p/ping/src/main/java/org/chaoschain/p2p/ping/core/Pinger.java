// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.ping.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.metrics.Timer;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.Stream;

/** Measures round trips to peers. Safe for use by many threads. */
public final class Pinger {
  private final Host host;
  private final Clock clock;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final Timer roundTrips;
  private final Counter failed;
  private final Duration timeout;

  /**
   * Makes a pinger.
   *
   * @param timeout for each round trip; key {@code p2p.ping.timeout}
   */
  public Pinger(
      Host host,
      Clock clock,
      Scheduler scheduler,
      RandomGenerator random,
      Metrics metrics,
      Duration timeout) {
    this.host = host;
    this.clock = clock;
    this.scheduler = scheduler;
    this.random = random;
    this.roundTrips = metrics.timer("p2p.ping.round.trip");
    this.failed = metrics.counter("p2p.ping.failed");
    this.timeout = timeout;
  }

  /**
   * Pings a peer over one stream, each ping after the answer to the one before.
   *
   * @param count 1 or more
   * @return the round trips; fails as {@link Host#newStream} does, with {@link
   *     org.chaoschain.p2p.api.channel.ChannelClosedException} when an answer is late, wrong, or
   *     does not come
   */
  public CompletionStage<List<Duration>> ping(PeerId peer, int count) {
    return host.newStream(peer, List.of(PingResponder.PROTOCOL))
        .thenCompose(stream -> series(stream, count));
  }

  /**
   * Pings over one connection, whatever others there are to its peer.
   *
   * @param count 1 or more
   * @return as {@link #ping(PeerId, int)}; a stream that cannot be opened before the deadline of
   *     negotiations fails it as well
   */
  public CompletionStage<List<Duration>> ping(Connection connection, int count) {
    return connection
        .newStream(List.of(PingResponder.PROTOCOL))
        .thenCompose(stream -> series(stream, count));
  }

  private CompletionStage<List<Duration>> series(Stream stream, int count) {
    Series series = new Series(stream, count);
    stream.handler(series);
    stream.reading(true);
    stream.executor().run(series::next);
    return series.result;
  }

  private final class Series implements DuplexHandler {
    private final Stream stream;
    private final int count;
    private final List<Duration> measured = new ArrayList<>();
    private final CompletableFuture<List<Duration>> result = new CompletableFuture<>();
    private final ByteBuf answer = Unpooled.buffer(PingResponder.SIZE, PingResponder.SIZE);
    private final byte[] sent = new byte[PingResponder.SIZE];
    private long sentAt;
    private Cancellable deadline = () -> false;

    Series(Stream stream, int count) {
      this.stream = stream;
      this.count = count;
    }

    void next() {
      deadline.cancel();
      if (stream.closed()) {
        return;
      }
      if (measured.size() == count) {
        result.complete(List.copyOf(measured));
        stream.close();
        return;
      }
      random.nextBytes(sent);
      answer.clear();
      sentAt = clock.nanoTime();
      int expected = measured.size();
      deadline = scheduler.schedule(timeout, () -> stream.executor().execute(() -> late(expected)));
      stream.write(Unpooled.copiedBuffer(sent));
    }

    private void late(int expected) {
      if (result.isDone() || measured.size() != expected) {
        return;
      }
      stream.reset(
          CloseReason.timeout(
              "%s did not answer a ping within %d ms; the key p2p.ping.timeout changes it"
                  .formatted(stream.connection(), timeout.toMillis())));
    }

    @Override
    public void onRead(ByteBuf data) {
      try {
        if (data.readableBytes() > answer.writableBytes()) {
          stream.reset(CloseReason.protocolError(stream + ": a ping's answer is too long"));
          return;
        }
        answer.writeBytes(data);
      } finally {
        data.release();
      }
      if (answer.isWritable()) {
        return;
      }
      if (!answer.equals(Unpooled.wrappedBuffer(sent))) {
        stream.reset(CloseReason.protocolError(stream + ": a ping's answer has other bytes"));
        return;
      }
      Duration roundTrip = Duration.ofNanos(clock.nanoTime() - sentAt);
      roundTrips.record(roundTrip);
      measured.add(roundTrip);
      next();
    }

    @Override
    public void onReadEnd() {
      if (result.isDone()) {
        return;
      }
      boolean begun = answer.isReadable();
      stream.reset(
          begun
              ? CloseReason.protocolError(stream + " ended inside an answer")
              : new CloseReason(CloseReason.Kind.REMOTE, stream + " ended before the answer"));
    }

    @Override
    public void onClosed(CloseReason reason) {
      deadline.cancel();
      answer.release();
      if (result.completeExceptionally(reason.toException())) {
        failed.increment();
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.muxer.MuxedConnection;
import org.chaoschain.p2p.api.muxer.MuxedConnectionHandler;
import org.chaoschain.p2p.api.muxer.MuxedStream;

/**
 * Runs a {@link YamuxSession} on a duplex. Fields without other protection belong to the executor.
 */
final class YamuxConnection implements MuxedConnection, DuplexHandler {
  private final Duplex below;
  private final MuxedConnectionHandler handler;
  private final Scheduler scheduler;
  private final Clock clock;
  private final long startNanos;
  private final YamuxSession session;
  private final Map<Long, YamuxStream> streams = new LinkedHashMap<>();
  private final LinkedHashSet<YamuxStream> touched = new LinkedHashSet<>();
  private final StreamBounds bounds;
  private final DeadlineTimer timer;
  private final Duration drainTimeout;
  private CompletableFuture<Duration> ping;
  private Cancellable drainTimer;
  private CloseReason closeReason;
  private boolean ended;
  private boolean processing;
  private boolean draining;
  private boolean drainHeard;
  private volatile int openStreams;

  YamuxConnection(
      Duplex below,
      boolean initiator,
      MuxedConnectionHandler handler,
      Scheduler scheduler,
      Clock clock,
      YamuxConfig config,
      YamuxMeters meters,
      ByteBufAllocator allocator) {
    this.below = below;
    this.handler = handler;
    this.scheduler = scheduler;
    this.clock = clock;
    this.startNanos = clock.nanoTime();
    this.session = new YamuxSession(initiator, config, meters, allocator, 0);
    this.bounds = new StreamBounds(config, meters, allocator, handler.scope());
    this.timer = new DeadlineTimer(scheduler, below.executor(), this::tick);
    this.drainTimeout = config.drainTimeout();
  }

  /**
   * Bytes are read in a later task, so that the caller has the connection before the first stream.
   */
  void start() {
    below.handler(this);
    executor().execute(() -> below.reading(true));
    process();
  }

  /** Nanoseconds since the connection began. */
  long now() {
    return clock.nanoTime() - startNanos;
  }

  YamuxSession session() {
    return session;
  }

  StreamBounds bounds() {
    return bounds;
  }

  @Override
  public SerialExecutor executor() {
    return below.executor();
  }

  @Override
  public CompletionStage<MuxedStream> openStream() {
    CompletableFuture<MuxedStream> result = new CompletableFuture<>();
    executor()
        .run(
            () -> {
              open(result);
              process();
            });
    return result;
  }

  private void open(CompletableFuture<MuxedStream> result) {
    if (closeReason != null) {
      result.completeExceptionally(closeReason.toException());
    } else if (!session.acceptsOpen()) {
      result.completeExceptionally(
          new CloseReason(
                  draining ? CloseReason.Kind.LOCAL : CloseReason.Kind.REMOTE,
                  "the connection takes no new streams: one side has said go-away, or the stream"
                      + " ids are used up")
              .toException());
    } else {
      try {
        result.complete(add(session.open(now())));
      } catch (LimitExceededException e) {
        result.completeExceptionally(e);
      }
    }
  }

  private YamuxStream add(long id) {
    YamuxStream stream = new YamuxStream(this, id);
    streams.put(id, stream);
    openStreams = streams.size();
    return stream;
  }

  /** A stream has ended. */
  void forget(YamuxStream stream) {
    streams.remove(stream.id());
    openStreams = streams.size();
  }

  /** Too much waits for slow readers: the slowest stream is reset. */
  void shed() {
    shed(
        bounds
            .meters()
            .receive
            .refuse("bytes held for slow readers of the connection", bounds.addHeld(0)));
  }

  /** The slowest stream is reset. */
  void shed(LimitExceededException refusal) {
    YamuxStream slowest =
        Collections.max(streams.values(), Comparator.comparingLong(YamuxStream::held));
    slowest.reset(CloseReason.limit(refusal.getMessage()));
  }

  /** A stream wants to be looked at once everything else is done. */
  void touch(YamuxStream stream) {
    touched.add(stream);
  }

  @Override
  public CompletionStage<Duration> ping() {
    CompletableFuture<Duration> result = new CompletableFuture<>();
    executor()
        .run(
            () -> {
              if (closeReason != null) {
                result.completeExceptionally(closeReason.toException());
                return;
              }
              session.ping(now());
              ping = ping == null ? new CompletableFuture<>() : ping;
              ping.whenComplete(
                  (roundTrip, failure) -> {
                    if (failure == null) {
                      result.complete(roundTrip);
                    } else {
                      result.completeExceptionally(failure);
                    }
                  });
              process();
            });
    return result;
  }

  private CompletableFuture<Duration> takePing() {
    CompletableFuture<Duration> taken = ping == null ? new CompletableFuture<>() : ping;
    ping = null;
    return taken;
  }

  @Override
  public int openStreams() {
    return openStreams;
  }

  @Override
  public void drain() {
    executor()
        .run(
            () -> {
              if (draining || closeReason != null) {
                return;
              }
              draining = true;
              session.goAway();
              // the answer to the second one comes after the remote has read the go-away, whatever
              // was on its way before; so no stream is refused that was opened in good faith
              ping().thenCompose(first -> ping()).whenComplete((time, failure) -> heard());
              drainTimer =
                  scheduler.schedule(drainTimeout, () -> executor().execute(this::drainOverdue));
              process();
            });
  }

  private void heard() {
    if (closeReason == null) {
      drainHeard = true;
      session.refuseStreams();
      process();
    }
  }

  private void drainOverdue() {
    end(
        CloseReason.timeout(
            "%d streams have not ended within %s of the drain (%sdrain.timeout)"
                .formatted(streams.size(), drainTimeout, YamuxConfig.PREFIX)),
        YamuxSession.NORMAL);
  }

  @Override
  public void close(CloseReason reason) {
    int code =
        switch (reason.kind()) {
          case PROTOCOL_ERROR -> YamuxSession.PROTOCOL_ERROR;
          case HANDLER_FAILED -> YamuxSession.INTERNAL_ERROR;
          default -> YamuxSession.NORMAL;
        };
    executor().run(() -> end(reason, code));
  }

  @Override
  public void onRead(ByteBuf data) {
    ByteBuf rest = session.receive(data, now());
    process();
    if (rest != null) {
      goOnLater(rest);
    }
  }

  /**
   * Leaves the executor to others, and goes on after them or later. It comes back by the timer: a
   * task of the executor could run before the executor looks at its other connections.
   */
  private void goOnLater(ByteBuf rest) {
    below.reading(false);
    below.unread(rest);
    scheduler.schedule(
        Duration.ofNanos(session.pause(now())), () -> executor().execute(this::goOn));
  }

  private void goOn() {
    if (closeReason == null) {
      below.reading(true);
    }
  }

  @Override
  public void onReadEnd() {
    if (closeReason != null) {
      return;
    }
    boolean orderly = session.atFrameBorder() && streams.isEmpty();
    end(
        orderly
            ? CloseReason.REMOTE
            : CloseReason.connectionLost(
                "the remote ended the connection with %d streams open, %s"
                    .formatted(
                        streams.size(),
                        session.atFrameBorder() ? "after a frame" : "inside a frame")),
        YamuxSession.NORMAL);
  }

  @Override
  public void onWritable() {
    process();
  }

  @Override
  public void onClosed(CloseReason reason) {
    end(ofBelow(reason), YamuxSession.NORMAL);
    if (!ended) {
      ended = true;
      executor().execute(() -> handler.onClosed(closeReason));
    }
  }

  /**
   * Bytes that are not authentic below may be anybody's who is on the way; the remote, which has
   * proved who it is, is not to be blamed for them.
   */
  private static CloseReason ofBelow(CloseReason reason) {
    return reason.kind() == CloseReason.Kind.PROTOCOL_ERROR
        ? CloseReason.connectionLost("the connection below has failed: " + reason.message())
        : reason;
  }

  private void tick() {
    session.tick(now());
    process();
  }

  /** Ends everything once; {@link #onClosed} follows from below. */
  private void end(CloseReason reason, int code) {
    if (closeReason != null) {
      return;
    }
    closeReason = reason;
    session.end(code);
    timer.stop();
    if (drainTimer != null) {
      drainTimer.cancel();
    }
    for (YamuxStream stream : new ArrayList<>(streams.values())) {
      stream.terminate(
          reason.kind() == CloseReason.Kind.REMOTE
              ? CloseReason.connectionLost("the remote closed the connection")
              : reason);
    }
    takePing().completeExceptionally(reason.toException());
    process();
    ByteBuf last;
    while ((last = session.nextOutput()) != null) {
      below.write(last);
    }
    if (reason.kind() == CloseReason.Kind.TIMEOUT
        || reason.kind() == CloseReason.Kind.CONNECTION_LOST) {
      below.reset(reason);
    } else {
      below.close();
    }
  }

  /**
   * Lets events, output and streams go on until nothing moves. A handler that calls back in finds
   * it at work and leaves its share to it.
   */
  void process() {
    if (processing) {
      return;
    }
    processing = true;
    try {
      boolean moved = true;
      while (moved) {
        moved = drainEvents() || pump() || settle();
      }
    } finally {
      processing = false;
    }
    if (closeReason == null) {
      timer.at(session.nextDeadline(), now());
      if (drainHeard && streams.isEmpty()) {
        end(CloseReason.LOCAL, YamuxSession.NORMAL);
      }
    }
  }

  private boolean pump() {
    boolean moved = false;
    ByteBuf next;
    while (closeReason == null && below.writable() && (next = session.nextOutput()) != null) {
      moved = true;
      below.write(next);
    }
    return moved;
  }

  private boolean settle() {
    boolean moved = false;
    while (!touched.isEmpty()) {
      moved = true;
      YamuxStream next = touched.iterator().next();
      touched.remove(next);
      next.settle();
    }
    return moved;
  }

  private boolean drainEvents() {
    boolean moved = false;
    YamuxEvent event;
    while ((event = session.poll()) != null) {
      moved = true;
      on(event);
    }
    return moved;
  }

  private void on(YamuxEvent event) {
    if (event instanceof YamuxEvent.Data data) {
      YamuxStream stream = streams.get(data.id());
      if (stream == null) {
        data.data().release();
      } else {
        stream.onData(data.data());
      }
    } else if (event instanceof YamuxEvent.Sent sent) {
      withStream(sent.id(), stream -> stream.onSent(sent.bytes()));
    } else if (event instanceof YamuxEvent.Opened opened) {
      onOpened(opened.id());
    } else if (event instanceof YamuxEvent.End end) {
      withStream(end.id(), YamuxStream::onEnd);
    } else if (event instanceof YamuxEvent.EndSent sent) {
      withStream(sent.id(), YamuxStream::onEndSent);
    } else if (event instanceof YamuxEvent.Reset reset) {
      withStream(reset.id(), stream -> stream.terminate(reset.reason()));
    } else if (event instanceof YamuxEvent.Pong pong) {
      takePing().complete(pong.roundTrip());
    } else if (event instanceof YamuxEvent.PingExpired) {
      takePing()
          .completeExceptionally(
              CloseReason.timeout(
                      "no answer to a ping within %s (%skeepalive.timeout)"
                          .formatted(bounds.config().keepaliveTimeout(), YamuxConfig.PREFIX))
                  .toException());
    } else if (event instanceof YamuxEvent.GoAway) {
      guarded(handler::onGoAway);
    } else if (event instanceof YamuxEvent.Failed failed) {
      end(failed.reason(), YamuxSession.INTERNAL_ERROR);
    }
  }

  private void withStream(long id, Consumer<YamuxStream> action) {
    YamuxStream stream = streams.get(id);
    if (stream != null) {
      action.accept(stream);
    }
  }

  private void onOpened(long id) {
    if (closeReason != null) {
      return;
    }
    YamuxStream stream = add(id);
    try {
      handler.onStream(stream);
    } catch (RuntimeException | Error e) {
      stream.handlerFailed(e);
    }
  }

  private void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      bounds.meters().handlerFailures.increment();
      end(
          new CloseReason(CloseReason.Kind.HANDLER_FAILED, "the connection's handler threw " + e),
          YamuxSession.INTERNAL_ERROR);
    }
  }
}

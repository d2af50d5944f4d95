// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.ArrayDeque;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.channel.CloseReason;

/**
 * One side of a Yamux connection, by the libp2p specification of {@code /yamux/1.0.0}, without any
 * I/O: bytes and calls go in; events come out of {@link #poll}, bytes out of {@link #nextOutput}.
 *
 * <p>Calls on a stream that is not there (any more) do nothing. Times are nanoseconds that never
 * step back; only differences mean something. Not safe for use by many threads.
 */
public final class YamuxSession {
  /** Go-away code: an orderly end. */
  public static final int NORMAL = 0;

  /** Go-away code: the remote broke the protocol. */
  public static final int PROTOCOL_ERROR = 1;

  /** Go-away code: this side failed. */
  public static final int INTERNAL_ERROR = 2;

  private final YamuxConfig config;
  private final YamuxMeters meters;
  private final ArrayDeque<YamuxEvent> events = new ArrayDeque<>();
  private final StreamTable streams;
  private final FrameQueue output;
  private final FrameDecoder decoder = new FrameDecoder();
  private final FrameReader reader;
  private final Heartbeat heartbeat;
  private final ControlRate rate;
  private boolean goAwaySent;
  private boolean goAwayReceived;
  private boolean refusing;
  private boolean ended;

  /**
   * Begins a session. Nothing is sent yet.
   *
   * @param initiator whether this side dialled; it then uses odd stream ids
   * @param allocator for frames
   * @param now see the class
   */
  public YamuxSession(
      boolean initiator,
      YamuxConfig config,
      YamuxMeters meters,
      ByteBufAllocator allocator,
      long now) {
    this.config = config;
    this.meters = meters;
    this.output = new FrameQueue(allocator, config.frameMax(), meters, this::onSent);
    this.streams = new StreamTable(initiator, config, meters, output);
    this.rate = new ControlRate(config.controlRate(), config.controlBurst(), now);
    this.reader =
        new FrameReader(this, streams, meters, events::addLast, rate, config.framesPerTurn());
    this.heartbeat =
        new Heartbeat(
            config.keepaliveInterval().toNanos(), config.keepaliveTimeout().toNanos(), now);
  }

  /** The next event, or null. Whoever polls a {@link YamuxEvent.Data} owns its buffer. */
  public YamuxEvent poll() {
    return events.pollFirst();
  }

  /** Whether {@link #poll} has more. */
  public boolean hasEvents() {
    return !events.isEmpty();
  }

  /**
   * The next bytes for the connection, owned by the caller; null if nothing can go out now. Ask
   * only while the connection takes more, so that streams go on taking turns.
   */
  public ByteBuf nextOutput() {
    return output.next();
  }

  /**
   * Takes in bytes from the connection, at most {@code frames.per.turn} frames at once. What is
   * wrong with them becomes a {@link YamuxEvent.Failed}.
   *
   * @param chunk any part of the sequence of frames; taken over
   * @return the bytes that the turn left over, or null. The caller owns them, and gives them again
   *     before any others, in a later turn and not before {@link #pause} is over
   */
  public ByteBuf receive(ByteBuf chunk, long now) {
    boolean left = false;
    try {
      heartbeat.received(now);
      reader.turn(now);
      decoder.feed(chunk, reader);
      left = chunk.isReadable() && !ended;
      checkAnswers();
    } catch (MalformedFrameException e) {
      meters.protocolErrors.increment();
      fail(CloseReason.protocolError("the remote broke Yamux: " + e.getMessage()), PROTOCOL_ERROR);
    } finally {
      if (!left) {
        chunk.release();
      }
    }
    if (!left) {
      return null;
    }
    (rate.allows(now) ? meters.turnsCut : meters.controlRate.refused()).increment();
    return chunk;
  }

  /**
   * How long the connection is not to be read, as too much came on it that costs work and carries
   * nothing: nanoseconds, 0 for not at all.
   */
  public long pause(long now) {
    return rate.pause(now);
  }

  /** Whether what was received ends between two frames. */
  public boolean atFrameBorder() {
    return decoder.atBorder();
  }

  /**
   * Opens a stream. It can be written to at once.
   *
   * @return its id
   * @throws LimitExceededException if too many are open
   * @throws IllegalStateException if {@link #acceptsOpen} says no
   */
  public long open(long now) throws LimitExceededException {
    if (!acceptsOpen()) {
      throw new IllegalStateException(
          "the session has ended, one side has said go-away, or the stream ids are used up");
    }
    return streams.open(now).id;
  }

  /** Whether {@link #open} may be called. */
  public boolean acceptsOpen() {
    return !ended && !goAwaySent && !goAwayReceived && !streams.exhausted();
  }

  /**
   * Queues bytes. {@link YamuxEvent.Sent} tells when they go; the caller bounds what waits.
   *
   * @param data taken over
   */
  public void write(long id, ByteBuf data) {
    StreamState stream = streams.get(id);
    if (stream == null || stream.endWanted) {
      data.release();
      return;
    }
    stream.queue.add(data);
    output.update(stream);
  }

  /** Ends this side of a stream behind what was written. */
  public void closeWrite(long id) {
    StreamState stream = streams.get(id);
    if (stream != null && !stream.endWanted) {
      stream.endWanted = true;
      output.update(stream);
    }
  }

  /**
   * Ends this side of a stream behind what was written, and drops what the remote still sends. If
   * the remote has not ended its side by the deadline the stream is reset.
   */
  public void close(long id, long now) {
    StreamState stream = streams.get(id);
    if (stream != null && !stream.discarding) {
      stream.discarding = true;
      streams.closing(stream, now + config.closeTimeout().toNanos());
      closeWrite(id);
      streams.removeIfDone(stream);
    }
  }

  /** Ends a stream at once and tells the remote; what waits is dropped. */
  public void reset(long id) {
    StreamState stream = streams.get(id);
    if (stream != null) {
      streams.reset(stream);
    }
  }

  /**
   * The owner is done with bytes of a {@link YamuxEvent.Data}; the remote may send as many more.
   */
  public void consumed(long id, long bytes, long now) {
    StreamState stream = streams.get(id);
    if (stream == null) {
      return;
    }
    stream.receive.consume(bytes);
    if (stream.remoteEnded || stream.discarding || !stream.receive.updateDue()) {
      return;
    }
    if (heartbeat.roundTrip() < 0) {
      ping(now);
    } else if (stream.receive.tooSmall(now, heartbeat.roundTrip())) {
      streams.growWindow(stream);
    }
    stream.updateDue += stream.receive.grant(now);
    output.update(stream);
  }

  /** Sends a ping unless one is under way; {@link YamuxEvent.Pong} or PingExpired follows. */
  public void ping(long now) {
    if (!ended && !heartbeat.underWay()) {
      output.add(new FrameHeader(FrameHeader.PING, FrameHeader.SYN, 0, heartbeat.ping(now)));
    }
  }

  /**
   * Tells the remote, in an orderly way, that it shall open no new streams. Those that it opens
   * before it has heard of it are taken until {@link #refuseStreams}.
   */
  public void goAway() {
    if (!ended && !goAwaySent) {
      goAwaySent = true;
      output.add(new FrameHeader(FrameHeader.GO_AWAY, 0, 0, NORMAL));
    }
  }

  /** The remote has heard of the go-away: what it opens now is refused. */
  public void refuseStreams() {
    refusing = true;
  }

  /**
   * Ends the session: what waits is dropped; resets for all streams and a go-away are left in
   * {@link #nextOutput}.
   *
   * @param code {@link #NORMAL}, {@link #PROTOCOL_ERROR} or {@link #INTERNAL_ERROR}
   */
  public void end(int code) {
    if (ended) {
      return;
    }
    ended = true;
    output.clear();
    streams.clear();
    output.add(new FrameHeader(FrameHeader.GO_AWAY, 0, 0, code));
  }

  /** Whether the session has ended. */
  public boolean ended() {
    return ended;
  }

  /** Does what is due. Call it at {@link #nextDeadline}; earlier does no harm. */
  public void tick(long now) {
    if (ended) {
      return;
    }
    for (StreamState late : streams.overdue(now)) {
      expire(late);
    }
    switch (heartbeat.tick(now)) {
      case NONE -> {}
      case PING -> ping(now);
      case EXPIRED -> pingExpired();
      case DEAD -> {
        pingExpired();
        fail(
            CloseReason.timeout(
                "nothing came from the remote within %s of a ping (%skeepalive.timeout)"
                    .formatted(config.keepaliveTimeout(), YamuxConfig.PREFIX)),
            INTERNAL_ERROR);
      }
    }
  }

  private void pingExpired() {
    meters.pingsExpired.increment();
    events.addLast(new YamuxEvent.PingExpired());
  }

  private void expire(StreamState late) {
    meters.closesExpired.increment();
    boolean ownEndSent = late.endSent;
    streams.reset(late);
    if (!ownEndSent) {
      events.addLast(
          new YamuxEvent.Reset(
              late.id,
              CloseReason.timeout(
                  "what was written to stream %d has not gone out within %s (%sclose.timeout)"
                      .formatted(late.id, config.closeTimeout(), YamuxConfig.PREFIX))));
    }
  }

  /** When to {@link #tick}; {@link Long#MAX_VALUE} for never. */
  public long nextDeadline() {
    return ended ? Long.MAX_VALUE : Math.min(heartbeat.deadline(), streams.nextCloseDeadline());
  }

  /** How many streams the session knows, also closed ones whose remote side is open. */
  int streams() {
    return streams.size();
  }

  /** For the reader: whether new streams of the remote are refused. */
  boolean refusesStreams() {
    return refusing;
  }

  /** For the reader: queues an answer, whose number the remote could drive up. */
  void answer(FrameHeader frame) {
    output.add(frame);
    checkAnswers();
  }

  private void checkAnswers() {
    if (!ended && !meters.control.allows(output.controlFrames())) {
      fail(
          CloseReason.limit(
              meters
                  .control
                  .refuse("answers that the remote does not take", output.controlFrames())
                  .getMessage()),
          PROTOCOL_ERROR);
    }
  }

  /** For the reader: a stream may have become able to send. */
  void streamChanged(StreamState stream) {
    output.update(stream);
  }

  private void onSent(YamuxEvent event) {
    events.addLast(event);
    if (event instanceof YamuxEvent.EndSent sent) {
      streams.removeIfDone(streams.get(sent.id()));
    }
  }

  /** For the reader: the remote answers a ping. */
  void pong(long value, long now) {
    long measured = heartbeat.pong(value, now);
    if (measured < 0) {
      meters.framesIgnored.increment();
      return;
    }
    Duration roundTrip = Duration.ofNanos(measured);
    meters.roundTrip.record(roundTrip);
    events.addLast(new YamuxEvent.Pong(roundTrip));
  }

  /** For the reader: the remote says go-away. */
  void goAwayReceived(long code) {
    if (code == NORMAL) {
      goAwayReceived = true;
      events.addLast(new YamuxEvent.GoAway());
      return;
    }
    String meaning =
        code == PROTOCOL_ERROR
            ? " (protocol error)"
            : code == INTERNAL_ERROR ? " (internal error)" : " (unknown)";
    fail(
        new CloseReason(
            CloseReason.Kind.REMOTE_RESET,
            "the remote ended the session with go-away code " + code + meaning),
        NORMAL);
  }

  private void fail(CloseReason reason, int code) {
    if (!ended) {
      end(code);
      events.addLast(new YamuxEvent.Failed(reason));
    }
  }
}

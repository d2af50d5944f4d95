// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.chaoschain.p2p.api.channel.CloseReason;

/** What each received frame does to a session. */
final class FrameReader implements FrameDecoder.Sink {
  private final YamuxSession session;
  private final StreamTable streams;
  private final YamuxMeters meters;
  private final Consumer<YamuxEvent> events;
  private final ControlRate rate;
  private final int share;
  private int left;
  private long now;
  private long dataStream;
  private boolean dataEnds;

  FrameReader(
      YamuxSession session,
      StreamTable streams,
      YamuxMeters meters,
      Consumer<YamuxEvent> events,
      ControlRate rate,
      int share) {
    this.session = session;
    this.streams = streams;
    this.meters = meters;
    this.events = events;
    this.rate = rate;
    this.share = share;
  }

  /** A turn begins, with its whole share of frames. */
  void turn(long time) {
    this.now = time;
    this.left = share;
  }

  @Override
  public boolean open() {
    return !session.ended() && left > 0 && rate.allows(now);
  }

  @Override
  public void onHeader(FrameHeader header, long offset) throws MalformedFrameException {
    meters.received(header);
    left--;
    switch (header.type()) {
      case FrameHeader.PING -> onPing(header, offset);
      case FrameHeader.GO_AWAY -> session.goAwayReceived(header.length());
      default -> onStreamFrame(header, offset);
    }
  }

  private void onPing(FrameHeader header, long offset) throws MalformedFrameException {
    if (header.has(FrameHeader.SYN)) {
      rate.take(now);
      session.answer(new FrameHeader(FrameHeader.PING, FrameHeader.ACK, 0, header.length()));
    } else if (header.has(FrameHeader.ACK)) {
      session.pong(header.length(), now);
    } else {
      throw new MalformedFrameException(
          offset, "a ping with flags %d; it needs SYN or ACK".formatted(header.flags()));
    }
  }

  private void onStreamFrame(FrameHeader header, long offset) throws MalformedFrameException {
    boolean data = header.type() == FrameHeader.DATA;
    if (data && !meters.frameReceive.allows(header.length())) {
      throw new MalformedFrameException(
          offset,
          meters
              .frameReceive
              .refuse("data frame of stream " + header.streamId(), header.length())
              .getMessage());
    }
    StreamState stream = streams.get(header.streamId());
    if (header.has(FrameHeader.SYN)) {
      stream = onOpen(header, stream, offset);
    }
    dataStream = header.streamId();
    dataEnds = false;
    if (stream == null) {
      onUnknown(header, offset);
      return;
    }
    if (header.has(FrameHeader.ACK)) {
      streams.acknowledge(stream);
    }
    if (data) {
      takeData(stream, header, offset);
    } else {
      stream.enlargeSendWindow(header.length());
    }
    if (header.has(FrameHeader.RST)) {
      rate.take(now);
      streams.remove(stream);
      events.accept(
          new YamuxEvent.Reset(
              stream.id,
              new CloseReason(
                  CloseReason.Kind.REMOTE_RESET, "the remote has reset stream " + stream.id)));
      return;
    }
    dataEnds = header.has(FrameHeader.FIN);
    session.streamChanged(stream);
    if (!data) {
      onDataEnd();
    }
  }

  private StreamState onOpen(FrameHeader header, StreamState existing, long offset)
      throws MalformedFrameException {
    long id = header.streamId();
    if (streams.own(id)) {
      throw new MalformedFrameException(
          offset,
          "stream %d is opened by the remote, but such ids are for this side".formatted(id));
    }
    if (existing != null) {
      throw new MalformedFrameException(
          offset, "stream %d is opened, but is open already".formatted(id));
    }
    if (header.has(FrameHeader.RST)) {
      streams.mayDiscard(ReceiveWindow.INITIAL);
      return null;
    }
    if (header.type() == FrameHeader.DATA && header.length() > ReceiveWindow.INITIAL) {
      // before there is a stream: nobody hears of one whose first frame breaks the rules
      throw new MalformedFrameException(
          offset,
          "stream %d is opened with %d bytes; a window begins with %d"
              .formatted(id, header.length(), ReceiveWindow.INITIAL));
    }
    StreamState stream = session.refusesStreams() ? null : streams.accept(id, now);
    if (stream == null) {
      rate.take(now);
      streams.mayDiscard(ReceiveWindow.INITIAL);
      session.answer(new FrameHeader(FrameHeader.WINDOW_UPDATE, FrameHeader.RST, id, 0));
      return null;
    }
    events.accept(new YamuxEvent.Opened(id));
    return stream;
  }

  /** The stream has ended on this side, and the remote did not know yet when it sent this. */
  private void onUnknown(FrameHeader header, long offset) throws MalformedFrameException {
    meters.framesIgnored.increment();
    if (header.type() == FrameHeader.DATA && !streams.discard(header.length())) {
      throw new MalformedFrameException(
          offset,
          "%d bytes for stream %d, which is not open, beyond what can be under way"
              .formatted(header.length(), header.streamId()));
    }
  }

  private void takeData(StreamState stream, FrameHeader header, long offset)
      throws MalformedFrameException {
    if (stream.remoteEnded && header.length() > 0) {
      throw new MalformedFrameException(
          offset,
          "%d bytes for stream %d after the remote has ended its side"
              .formatted(header.length(), stream.id));
    }
    if (!stream.receive.take(header.length())) {
      throw new MalformedFrameException(
          offset,
          "%d bytes for stream %d, whose window has only %d left; wait for a window update"
              .formatted(header.length(), stream.id, stream.receive.credit()));
    }
  }

  @Override
  public void onPayload(ByteBuf data) {
    StreamState stream = streams.get(dataStream);
    if (stream == null || stream.discarding) {
      meters.bytesDiscarded.add(data.readableBytes());
      data.release();
    } else {
      events.accept(new YamuxEvent.Data(dataStream, data));
    }
  }

  @Override
  public void onDataEnd() {
    StreamState stream = streams.get(dataStream);
    if (!dataEnds || stream == null || stream.remoteEnded) {
      return;
    }
    stream.remoteEnded = true;
    if (!stream.discarding) {
      events.accept(new YamuxEvent.End(dataStream));
    }
    streams.removeIfDone(stream);
  }
}

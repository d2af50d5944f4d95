// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.function.Consumer;

/**
 * Decides what goes out next: frames of the session, then what streams have to say without data,
 * then data. Streams with data take turns; a frame can be cut at any length, so one frame of at
 * most {@code frame.max} bytes a turn is a deficit round robin whose deficit is always used up.
 */
final class FrameQueue {
  /**
   * Up to this size a frame's bytes are copied together with others; larger ones are not copied.
   */
  private static final int COPY_MAX = 2048;

  /** Small frames are put together up to about this size. */
  private static final int BATCH = 16 << 10;

  private final ByteBufAllocator allocator;
  private final int frameMax;
  private final YamuxMeters meters;
  private final Consumer<YamuxEvent> events;
  private final ArrayDeque<FrameHeader> control = new ArrayDeque<>();
  private final LinkedHashSet<StreamState> urgent = new LinkedHashSet<>();
  private final LinkedHashSet<StreamState> ready = new LinkedHashSet<>();

  FrameQueue(
      ByteBufAllocator allocator, int frameMax, YamuxMeters meters, Consumer<YamuxEvent> events) {
    this.allocator = allocator;
    this.frameMax = frameMax;
    this.meters = meters;
    this.events = events;
  }

  /** Puts a frame of the session, or a reset, behind the others of that kind. */
  void add(FrameHeader frame) {
    control.addLast(frame);
  }

  /** How many frames of the session wait. */
  int controlFrames() {
    return control.size();
  }

  /** Notes that a stream may have become able to send. */
  void update(StreamState stream) {
    if (stream.urgent()) {
      urgent.add(stream);
    }
    if (stream.ready()) {
      ready.add(stream);
    }
  }

  /** Forgets a stream. */
  void remove(StreamState stream) {
    urgent.remove(stream);
    ready.remove(stream);
  }

  /** Forgets everything. */
  void clear() {
    control.clear();
    urgent.clear();
    ready.clear();
  }

  /** One large frame or several small ones, owned by the caller; null if nothing can go out. */
  ByteBuf next() {
    ByteBuf batch = null;
    while (batch == null || batch.readableBytes() < BATCH) {
      FrameHeader header = control.pollFirst();
      StreamState stream = header != null ? null : nextStream();
      if (header == null && stream == null) {
        return batch;
      }
      if (stream != null && payload(stream) > COPY_MAX) {
        if (batch != null) {
          return batch;
        }
        return large(stream);
      }
      batch = batch == null ? allocator.buffer(256) : batch;
      if (header != null) {
        write(header, batch);
      } else {
        small(stream, batch);
      }
    }
    return batch;
  }

  /** The stream whose turn it is; it keeps its place until {@link #done}. */
  private StreamState nextStream() {
    Iterator<StreamState> turns = (urgent.isEmpty() ? ready : urgent).iterator();
    return turns.hasNext() ? turns.next() : null;
  }

  /** How many bytes its next frame carries; a window update carries none. */
  private int payload(StreamState stream) {
    return stream.updateDue > 0 ? 0 : (int) Math.min(frameMax, stream.sendable());
  }

  private ByteBuf large(StreamState stream) {
    FrameHeader header = dataHeader(stream);
    int size = (int) header.length();
    ByteBuf first = allocator.buffer(FrameHeader.SIZE, FrameHeader.SIZE);
    write(header, first);
    ByteBuf frame = stream.queue.frame(allocator, first, size);
    done(stream, size, header);
    return frame;
  }

  private void small(StreamState stream, ByteBuf batch) {
    FrameHeader header = payload(stream) > 0 ? dataHeader(stream) : windowHeader(stream);
    int size = payloadOf(header);
    write(header, batch);
    if (size > 0) {
      stream.queue.copyTo(batch, size);
    }
    done(stream, size, header);
  }

  private static int payloadOf(FrameHeader header) {
    return header.type() == FrameHeader.DATA ? (int) header.length() : 0;
  }

  private FrameHeader dataHeader(StreamState stream) {
    int size = payload(stream);
    stream.sendWindow -= size;
    return new FrameHeader(FrameHeader.DATA, stream.takeFlags(size), stream.id, size);
  }

  private static FrameHeader windowHeader(StreamState stream) {
    long delta = stream.updateDue;
    stream.updateDue = 0;
    return new FrameHeader(FrameHeader.WINDOW_UPDATE, stream.takeFlags(0), stream.id, delta);
  }

  /** Ends a stream's turn and tells what went out. */
  private void done(StreamState stream, int size, FrameHeader header) {
    urgent.remove(stream);
    if (size > 0 || !stream.ready()) {
      ready.remove(stream);
    }
    update(stream);
    if (size > 0) {
      events.accept(new YamuxEvent.Sent(stream.id, size));
    }
    if (header.has(FrameHeader.FIN)) {
      events.accept(new YamuxEvent.EndSent(stream.id));
    }
  }

  private void write(FrameHeader header, ByteBuf target) {
    header.writeTo(target);
    meters.sent(header);
  }
}

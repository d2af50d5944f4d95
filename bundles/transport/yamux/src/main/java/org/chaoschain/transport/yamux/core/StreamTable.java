// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.chaoschain.api.metrics.LimitExceededException;

/** The streams of one session, and the sums that limits are about. */
final class StreamTable {
  private final YamuxConfig config;
  private final YamuxMeters meters;
  private final FrameQueue output;
  private final int ownParity;
  private final Map<Long, StreamState> streams = new LinkedHashMap<>();

  /** Opened on this side, but the backlog of unacknowledged streams is full. */
  private final LinkedHashSet<StreamState> notAdmitted = new LinkedHashSet<>();

  /** Closed on this side; all have the same time to end, so the first is due first. */
  private final LinkedHashSet<StreamState> closing = new LinkedHashSet<>();

  private long nextId;
  private int inbound;
  private int outbound;
  private int unacknowledged;
  private long windows;
  private long discardable;

  StreamTable(boolean initiator, YamuxConfig config, YamuxMeters meters, FrameQueue output) {
    this.config = config;
    this.meters = meters;
    this.output = output;
    this.ownParity = initiator ? 1 : 0;
    this.nextId = initiator ? 1 : 2;
  }

  StreamState get(long id) {
    return streams.get(id);
  }

  int size() {
    return streams.size();
  }

  /** Whether this side has no ids left. */
  boolean exhausted() {
    return nextId > FrameHeader.MAX_U32;
  }

  /** Whether this side gives out such ids. */
  boolean own(long id) {
    return (id & 1) == ownParity;
  }

  StreamState open(long now) throws LimitExceededException {
    meters.outboundStreams.check("streams opened on this side", outbound + 1);
    StreamState stream = StreamState.outbound(nextId, now);
    nextId += 2;
    outbound++;
    meters.outboundOpened.increment();
    add(stream);
    if (meters.ackBacklog.allows(unacknowledged + 1)) {
      admit(stream);
    } else {
      meters.ackBacklog.refused().increment();
      notAdmitted.add(stream);
    }
    return stream;
  }

  private void admit(StreamState stream) {
    unacknowledged++;
    stream.admitted = true;
    output.update(stream);
  }

  void acknowledge(StreamState stream) {
    if (stream.outbound && stream.announced && !stream.acknowledged) {
      stream.acknowledged = true;
      unacknowledged--;
      admitNext();
    }
  }

  private void admitNext() {
    while (!notAdmitted.isEmpty() && meters.ackBacklog.allows(unacknowledged + 1)) {
      StreamState first = notAdmitted.iterator().next();
      notAdmitted.remove(first);
      admit(first);
    }
  }

  /** Takes in a stream that the remote opens, or returns null if there are too many. */
  StreamState accept(long id, long now) {
    if (!meters.inboundStreams.allows(inbound + 1)) {
      meters.inboundStreams.refused().increment();
      return null;
    }
    StreamState stream = StreamState.inbound(id, now);
    inbound++;
    meters.inboundOpened.increment();
    add(stream);
    output.update(stream);
    return stream;
  }

  private void add(StreamState stream) {
    streams.put(stream.id, stream);
    windows += stream.receive.size();
  }

  /** Doubles a window, if the sum of all windows stays within the limit of the connection. */
  void growWindow(StreamState stream) {
    long size = Math.min(2 * stream.receive.size(), config.windowMax());
    long more = size - stream.receive.size();
    if (more <= 0) {
      return;
    }
    if (!meters.receive.allows(windows + more)) {
      meters.receive.refused().increment();
      return;
    }
    windows += more;
    stream.receive.grow(size);
    meters.windowsGrown.increment();
  }

  void closing(StreamState stream, long deadline) {
    stream.closeDeadline = deadline;
    closing.add(stream);
  }

  /** The closed streams that did not end in time. */
  List<StreamState> overdue(long now) {
    List<StreamState> overdue = new ArrayList<>();
    for (StreamState stream : closing) {
      if (stream.closeDeadline > now) {
        break;
      }
      overdue.add(stream);
    }
    return overdue;
  }

  long nextCloseDeadline() {
    return closing.isEmpty() ? Long.MAX_VALUE : closing.iterator().next().closeDeadline;
  }

  /** Forgets a stream if both sides have ended. */
  void removeIfDone(StreamState stream) {
    if (stream.endSent && stream.remoteEnded) {
      remove(stream);
    }
  }

  /** Forgets a stream and tells the remote, if it knows of it. */
  void reset(StreamState stream) {
    if (!stream.remoteEnded && stream.announced) {
      mayDiscard(stream.receive.credit());
    }
    boolean tell = stream.announced;
    remove(stream);
    if (tell) {
      output.add(new FrameHeader(FrameHeader.WINDOW_UPDATE, FrameHeader.RST, stream.id, 0));
    }
  }

  /** Forgets a stream. */
  void remove(StreamState stream) {
    if (streams.remove(stream.id) == null) {
      return;
    }
    output.remove(stream);
    closing.remove(stream);
    notAdmitted.remove(stream);
    stream.queue.clear();
    windows -= stream.receive.size();
    if (!stream.outbound) {
      inbound--;
      return;
    }
    outbound--;
    if (stream.admitted && !stream.acknowledged) {
      unacknowledged--;
      admitNext();
    }
  }

  /** Forgets all streams, and tells the remote of those whose end it has not been sent. */
  void clear() {
    notAdmitted.clear();
    for (StreamState stream : new ArrayList<>(streams.values())) {
      if (stream.endSent) {
        remove(stream);
      } else {
        reset(stream);
      }
    }
  }

  /**
   * The remote does not know yet that a stream has ended, and may send that much more for it, which
   * is dropped.
   */
  void mayDiscard(long bytes) {
    discardable = Math.min(discardable + bytes, Long.MAX_VALUE / 2);
  }

  /**
   * The remote sends that much for a stream that is not there; false if it could not have meant to.
   */
  boolean discard(long bytes) {
    if (bytes > discardable) {
      return false;
    }
    discardable -= bytes;
    return true;
  }
}

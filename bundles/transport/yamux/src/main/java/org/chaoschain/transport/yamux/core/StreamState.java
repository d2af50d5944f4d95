// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

/** What a session knows of one stream. */
final class StreamState {
  final long id;
  final boolean outbound;
  final ReceiveWindow receive;
  final SendQueue queue = new SendQueue();
  long sendWindow = ReceiveWindow.INITIAL;

  /**
   * Whether its first frame may go out; false while the backlog of unacknowledged streams is full.
   */
  boolean admitted;

  /** Whether the remote knows of it. */
  boolean announced;

  boolean acknowledged;
  boolean ackDue;
  long updateDue;
  boolean endWanted;
  boolean endSent;
  boolean remoteEnded;

  /** Whether it was closed on this side, so that what comes is dropped. */
  boolean discarding;

  /** When it is reset if it has not ended by then; only of a closed one. */
  long closeDeadline;

  private StreamState(long id, boolean outbound, long now) {
    this.id = id;
    this.outbound = outbound;
    this.receive = new ReceiveWindow(now);
  }

  static StreamState outbound(long id, long now) {
    return new StreamState(id, true, now);
  }

  static StreamState inbound(long id, long now) {
    StreamState stream = new StreamState(id, false, now);
    stream.admitted = true;
    stream.announced = true;
    stream.acknowledged = true;
    stream.ackDue = true;
    return stream;
  }

  /** Whether a frame must go out for its own sake, ahead of data. */
  boolean urgent() {
    return admitted && (!announced || ackDue || updateDue > 0);
  }

  /** Whether a frame with data or the end can go out. */
  boolean ready() {
    return admitted && (sendable() > 0 || endDue());
  }

  /** How many bytes the remote's window lets out. */
  long sendable() {
    return Math.min(queue.size(), sendWindow);
  }

  private boolean endDue() {
    return endWanted && !endSent && queue.size() == 0;
  }

  /**
   * The flags of the next frame, which are then done.
   *
   * @param taken how many of the waiting bytes the frame carries
   */
  int takeFlags(int taken) {
    int flags = 0;
    if (!announced) {
      announced = true;
      flags |= FrameHeader.SYN;
    }
    if (ackDue) {
      ackDue = false;
      flags |= FrameHeader.ACK;
    }
    // not together with the last data: js-libp2p acts on the flag first and drops the data
    if (taken == 0 && endDue()) {
      endSent = true;
      flags |= FrameHeader.FIN;
    }
    return flags;
  }

  /** The remote lets more out. */
  void enlargeSendWindow(long delta) {
    sendWindow = Math.min(sendWindow + delta, FrameHeader.MAX_U32);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.Arrays;

/** A message that was seen: who has sent it, and what became of it. */
final class Delivery {
  /** What became of a message. */
  enum State {
    /** Waits for its verdict. */
    PENDING,
    /** Good. */
    ACCEPTED,
    /** Bad: whoever sends it is punished. */
    REJECTED,
    /** Neither: no verdict in time, or not for forwarding. */
    IGNORED,
    /** Not judged, and forgotten: it counts as not seen. */
    THROTTLED,
    /** Published by this node. */
    OWN
  }

  private static final Peer[] NOBODY = {};

  final MessageId id;
  final long seenAt;
  State state;
  long judgedAt;

  /** While it waits for its verdict, else null. */
  Message message;

  private Peer[] senders = NOBODY;
  private int count;

  /** Those seen before and after it, while it is remembered. */
  Delivery previous;

  Delivery next;

  Delivery(MessageId id, long seenAt, State state) {
    this.id = id;
    this.seenAt = seenAt;
    this.state = state;
    this.judgedAt = seenAt;
  }

  /** Remembers who has sent it; false if that is known already. */
  boolean sentBy(Peer peer) {
    if (hasSent(peer)) {
      return false;
    }
    if (count == senders.length) {
      senders = Arrays.copyOf(senders, Math.max(4, count * 2));
    }
    senders[count++] = peer;
    return true;
  }

  boolean hasSent(Peer peer) {
    for (int i = 0; i < count; i++) {
      if (senders[i] == peer) {
        return true;
      }
    }
    return false;
  }

  int senders() {
    return count;
  }

  /** The first is the one whose copy was judged. */
  Peer sender(int index) {
    return senders[index];
  }

  /** The one whose copy was judged does not count any more; the next one takes its place. */
  void dropFirstSender() {
    count--;
    System.arraycopy(senders, 1, senders, 0, count);
    senders[count] = null;
  }

  void forgetSenders() {
    senders = NOBODY;
    count = 0;
  }
}

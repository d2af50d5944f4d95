// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.chaoschain.api.metrics.LimitExceededException;

/**
 * The messages, of all types, that wait for a type that is not there. Guarded by the {@link
 * MessageQueues} it belongs to.
 */
final class Parking {
  private final QueueLimits limits;
  private final Set<WaitingMessage> parked = new LinkedHashSet<>();
  private long bytes;

  Parking(QueueLimits limits) {
    this.limits = limits;
  }

  /**
   * Makes room for a message.
   *
   * @return those that have to go, oldest first; each is counted at the limit
   * @throws LimitExceededException if it is larger than all the room that can be made; none goes
   *     then
   */
  List<WaitingMessage> makeRoom(WaitingMessage message) throws LimitExceededException {
    limits.parkedBytes().check("parked messages", message.size());
    limits.parkedMessages().check("parked messages", 1);
    Iterator<WaitingMessage> oldest = parked.stream().filter(m -> !m.inHand()).iterator();
    List<WaitingMessage> pushedOut = new ArrayList<>();
    long messages = parked.size() + 1L;
    long after = bytes + message.size();
    while (!limits.parkedMessages().allows(messages) || !limits.parkedBytes().allows(after)) {
      boolean tooMany = !limits.parkedMessages().allows(messages);
      LimitExceededException refusal =
          tooMany
              ? limits.parkedMessages().refuse("parked messages", messages)
              : limits.parkedBytes().refuse("parked messages", after);
      if (!oldest.hasNext()) {
        throw refusal;
      }
      WaitingMessage out = oldest.next();
      pushedOut.add(out);
      messages--;
      after -= out.size();
    }
    pushedOut.forEach(this::remove);
    return pushedOut;
  }

  /** Takes a message in, whatever room there is. */
  void add(WaitingMessage message) {
    if (parked.add(message)) {
      bytes += message.size();
    }
  }

  void remove(WaitingMessage message) {
    if (parked.remove(message)) {
      bytes -= message.size();
    }
  }

  List<WaitingMessage> expired(long nowNanos, Instant now) {
    return parked.stream()
        .filter(m -> !m.inHand())
        .filter(
            m ->
                nowNanos - m.arrivedNanos() >= limits.parkedTimeToLive().toNanos()
                    || !now.isBefore(m.expiry()))
        .toList();
  }

  boolean contains(WaitingMessage message) {
    return parked.contains(message);
  }

  int messages() {
    return parked.size();
  }

  long bytes() {
    return bytes;
  }
}

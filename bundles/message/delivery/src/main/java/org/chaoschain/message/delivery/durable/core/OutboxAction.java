// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.durable.core;

import java.util.Optional;
import java.util.Set;
import org.chaoschain.p2p.api.peer.PeerId;

/** What the {@link Outbox} wants to be done, in order. Immutable. */
public sealed interface OutboxAction {
  /** Write the message to the disk; {@link Outbox#kept} or {@link Outbox#notKept} follows. */
  record Keep(long number) implements OutboxAction {}

  /**
   * Send the message; {@link Outbox#answered} follows, not later than its expiry.
   *
   * @param only peers it may go to; anywhere if empty. If its agent is elsewhere, nothing is sent
   *     and the answer is {@link Answer.Moved}
   */
  record Send(long number, Set<PeerId> only) implements OutboxAction {}

  /**
   * Ask what became of the message and forbid that it is still taken; {@link Outbox#answered}
   * follows.
   *
   * @param whom empty for the peer that hosts its agent
   */
  record Ask(long number, Optional<PeerId> whom) implements OutboxAction {}

  /** Show that it is not known whether it was delivered. */
  record ShowUncertain(long number, String why) implements OutboxAction {}

  /**
   * Remove the message from the disk.
   *
   * @param first whether {@link Outbox#removed} is to follow once that is on the disk
   */
  record Remove(long number, boolean first) implements OutboxAction {}

  /** Tell how it ended; it is the last action for this number. */
  record Tell(long number, Ending ending) implements OutboxAction {}
}

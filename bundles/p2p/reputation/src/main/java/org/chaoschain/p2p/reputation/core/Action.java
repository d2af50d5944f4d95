// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.core;

import org.chaoschain.api.event.Event;
import org.chaoschain.p2p.api.peer.PeerId;

/** What {@link PeerJudge} wants done. */
public sealed interface Action {
  /**
   * Close every connection to a peer.
   *
   * @param reason one sentence for people
   */
  record Disconnect(PeerId peer, String reason) implements Action {}

  /** Tell people. */
  record Raise(Event event) implements Action {}

  /** The bans have changed: keep them on disk before anything else is done. */
  record Keep() implements Action {}
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import java.util.Locale;

/** Why a message was not queued, or did not stay in the queue. */
public enum Loss {
  /** It was queued, and made room for another: what matters least goes first, the oldest of it. */
  SHED,
  /** The queue is full, and nothing in it matters less. */
  FULL,
  /** Its peer has more in the queue than one peer may have. */
  PEER_QUOTA,
  /** Too many peers have something in the queue. */
  PEERS,
  /** It is larger than a message may be. */
  TOO_LARGE;

  /** Its name in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

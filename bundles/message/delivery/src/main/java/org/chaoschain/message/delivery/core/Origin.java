// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.Optional;

/** How a message came here. Immutable. */
public sealed interface Origin {
  /**
   * By publish and subscribe.
   *
   * @param topic the last word of the topic, such as {@code agents}
   * @param from the peer that has forwarded it
   */
  record Gossip(String topic, String from) implements Origin {}

  /**
   * On a stream of direct messages.
   *
   * @param from the peer at the other end
   */
  record Direct(String from) implements Origin {}

  /** From an agent of this node. */
  record Own() implements Origin {}

  /** What stands for the peer of an agent's own messages. */
  String OWN = "this node";

  /** The peer that has brought it; empty if it is of this node. */
  default Optional<String> broughtBy() {
    if (this instanceof Gossip g) {
      return Optional.of(g.from());
    }
    return this instanceof Direct d ? Optional.of(d.from()) : Optional.empty();
  }

  /** The peer that has brought it, {@link #OWN} for none. */
  default String peer() {
    return broughtBy().orElse(OWN);
  }

  /** Who brought it, for logs. */
  default String text() {
    if (this instanceof Gossip g) {
      return g.from() + " by topic " + g.topic();
    }
    return peer();
  }
}

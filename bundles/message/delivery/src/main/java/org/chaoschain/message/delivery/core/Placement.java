// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.Optional;
import org.chaoschain.api.message.Message;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.envelope.core.PayloadKind;

/** Whether a message may come the way it came. */
public final class Placement {
  private final String chainId;

  /** Rules for a chain. */
  public Placement(String chainId) {
    this.chainId = chainId;
  }

  /**
   * Judges chain, topic and target. The topic of an extension is its type's to say and not judged
   * here; extensions may travel on any topic that a node subscribes to.
   *
   * @return empty if it is at its place
   */
  public Optional<Refused> judge(Message message, Origin origin) {
    if (!message.chainId().equals(chainId)) {
      return refuse(
          Refusal.WRONG_CHAIN,
          "it belongs to the chain '%s', and this node speaks on '%s'"
              .formatted(message.chainId(), chainId));
    }
    if (origin instanceof Origin.Gossip gossip) {
      return judgeBroadcast(message, gossip.topic());
    }
    if (message.target().isEmpty() && message.extension().isEmpty() && isDirect(origin)) {
      return refuse(
          Refusal.INVALID, "it names no target, which a message sent to one agent must have");
    }
    return Optional.empty();
  }

  private static boolean isDirect(Origin origin) {
    return origin instanceof Origin.Direct;
  }

  private static Optional<Refused> judgeBroadcast(Message message, String topic) {
    if (message.target().isPresent()) {
      return refuse(
          Refusal.INVALID, "it is for one agent; such a message travels on a stream, not by topic");
    }
    if (message.extension().isPresent()) {
      return Optional.empty();
    }
    Optional<String> home =
        PayloadKind.ofNumber(message.payload().number()).map(PayloadKind::topic);
    if (home.isPresent() && !home.get().equals(topic)) {
      return refuse(
          Refusal.INVALID,
          "it came by the topic '%s' and belongs to '%s'".formatted(topic, home.get()));
    }
    return Optional.empty();
  }

  private static Optional<Refused> refuse(Refusal refusal, String reason) {
    return Optional.of(new Refused(refusal, reason, true));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.Optional;
import java.util.function.Supplier;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.message.delivery.core.Conversations;
import org.chaoschain.message.delivery.core.LocalAgents;
import org.chaoschain.p2p.api.reputation.Reputation;

/**
 * What delivery needs from its surroundings.
 *
 * @param chainId the chain that is spoken
 * @param clock time
 * @param scheduler delays and threads
 * @param metrics where it counts
 * @param events where it tells people
 * @param codec the form on the wire, if it is there
 * @param agents the agents hosted here, if somebody hosts agents
 * @param reputation who is told what peers do that they should not, if somebody is there
 * @param conversations who speaks with whom
 */
public record DeliveryEnvironment(
    String chainId,
    Clock clock,
    Scheduler scheduler,
    Metrics metrics,
    Events events,
    Supplier<Optional<MessageCodec>> codec,
    Supplier<Optional<LocalAgents>> agents,
    Supplier<Optional<Reputation>> reputation,
    Conversations conversations) {

  /** Where nobody holds anything against peers, and with the default bounds of conversations. */
  public DeliveryEnvironment(
      String chainId,
      Clock clock,
      Scheduler scheduler,
      Metrics metrics,
      Events events,
      Supplier<Optional<MessageCodec>> codec,
      Supplier<Optional<LocalAgents>> agents) {
    this(
        chainId,
        clock,
        scheduler,
        metrics,
        events,
        codec,
        agents,
        () -> Optional.empty(),
        new Conversations(Conversations.Settings.DEFAULT, metrics));
  }
}

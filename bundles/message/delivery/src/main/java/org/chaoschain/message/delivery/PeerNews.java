// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.chaoschain.message.delivery.core.Conversations;
import org.chaoschain.message.delivery.core.Conversations.News;
import org.chaoschain.message.delivery.core.LocalAgents;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.PeerPresenceListener;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * Tells the agents of this node that were in conversation with agents of a peer when that peer is
 * gone, and when it is back.
 */
public final class PeerNews implements PeerPresenceListener {
  private final DeliveryEnvironment environment;
  private final Conversations conversations;

  /** Tells by the conversations of an environment. */
  public PeerNews(DeliveryEnvironment environment) {
    this.environment = environment;
    this.conversations = environment.conversations();
  }

  @Override
  public void onPeerPresent(PeerId peer) {
    tell(
        "back",
        now -> conversations.back(peer.toString()),
        (agents, news) -> agents.partnersBack(news.agent(), news.partners()));
  }

  @Override
  public void onPeerLost(PeerId peer, CloseReason reason) {
    String why = "peer %s is gone: %s".formatted(peer, reason.message());
    tell(
        "lost",
        now -> conversations.lost(peer.toString(), now),
        (agents, news) -> agents.partnersLost(news.agent(), news.partners(), why));
  }

  private void tell(
      String what, Function<Long, List<News>> whom, BiConsumer<LocalAgents, News> telling) {
    environment
        .agents()
        .get()
        .ifPresent(
            agents -> {
              conversations.retain(agents.agents());
              for (News news : whom.apply(environment.clock().nanoTime())) {
                environment
                    .metrics()
                    .counter("message.delivery.partners." + what)
                    .add(news.partners().size());
                telling.accept(agents, news);
              }
            });
  }
}

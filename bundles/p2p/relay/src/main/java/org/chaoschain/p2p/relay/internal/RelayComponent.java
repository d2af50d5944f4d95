// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.relay.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.PubSub;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscribes to topics for others' sake: a message that was not seen before is handed on, unread.
 * It does not verify signatures, for it knows no messages; whoever receives them does. Publish and
 * subscribe bounds what it takes: size, number, and bytes of one peer.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.chaoschain.p2p.relay")
@Designate(ocd = RelaySettings.class)
public final class RelayComponent implements TopicSubscriber {
  private static final Logger log = LoggerFactory.getLogger(RelayComponent.class);

  private final List<Cancellable> subscriptions = new ArrayList<>();

  /**
   * Made by Declarative Services.
   *
   * @throws LimitExceededException if there are more topics than {@code p2p.gossipsub.max.topics}
   */
  @Activate
  public RelayComponent(@Reference Node node, @Reference PubSub pubSub, RelaySettings settings)
      throws LimitExceededException {
    this(node, pubSub, List.of(settings.topics()));
  }

  RelayComponent(Node node, PubSub pubSub, List<String> topics) throws LimitExceededException {
    try {
      for (String topic : new LinkedHashSet<>(topics)) {
        subscribe(pubSub, "/chaoschain/" + node.chainId() + "/" + topic);
      }
    } catch (LimitExceededException e) {
      deactivate();
      throw e;
    }
  }

  private void subscribe(PubSub pubSub, String topic) throws LimitExceededException {
    try {
      subscriptions.add(pubSub.subscribe(topic, this));
    } catch (IllegalStateException e) {
      // whoever subscribes already reads the messages, and hands on those that are good
      log.warn(
          "{} is not relayed, since this node subscribes to it already; take it out of p2p.relay.topics",
          topic);
    }
  }

  @Deactivate
  void deactivate() {
    subscriptions.forEach(Cancellable::cancel);
    subscriptions.clear();
  }

  @Override
  public CompletionStage<Verdict> onMessage(Bytes data, PeerId from) {
    return CompletableFuture.completedStage(Verdict.ACCEPT);
  }
}

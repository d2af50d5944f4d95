// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.pubsub.core.Subscribers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the router wants done without its monitor: asks subscribers, tells of incidents, dials.
 * Safe for use by many threads.
 */
final class LaterActions {
  private static final Logger LOG = LoggerFactory.getLogger(LaterActions.class);

  private final Gossipsub.Environment environment;
  private final Subscribers subscribers;
  private final KnownRecords records;
  private final PeerDials dials;
  private final BiConsumer<MessageId, Verdict> judged;

  /**
   * Has done nothing yet.
   *
   * @param judged is told each verdict once, now or later, on any thread
   */
  LaterActions(
      Gossipsub.Environment environment,
      Subscribers subscribers,
      KnownRecords records,
      PeerDials dials,
      BiConsumer<MessageId, Verdict> judged) {
    this.environment = environment;
    this.subscribers = subscribers;
    this.records = records;
    this.dials = dials;
    this.judged = judged;
  }

  /**
   * Does one of them; another kind of action is none of its business.
   *
   * @param throttled takes the messages that are not judged, as far as it is known at once
   */
  void act(Action action, Set<MessageId> throttled) {
    if (action instanceof Action.Judge judge) {
      judge(judge, throttled);
    } else if (action instanceof Action.Raise raise) {
      LOG.debug("{}: {}", raise.incident().kind(), raise.incident().detail());
      environment.incidents().accept(raise.incident());
    } else if (action instanceof Action.Connect connect) {
      dials.connect(connect.peer(), records.remember(connect.peer(), connect.signedRecord()));
    } else if (action instanceof Action.Reconnect reconnect) {
      dials.connect(reconnect.peer(), environment.peerStore().addresses(reconnect.peer()));
    }
  }

  private void judge(Action.Judge judge, Set<MessageId> throttled) {
    Message message = judge.message();
    AtomicReference<Verdict> verdict = new AtomicReference<>();
    subscribers.judge(
        message.topic(),
        message.data(),
        judge.from(),
        answer -> {
          verdict.set(answer);
          judged.accept(judge.id(), answer);
        });
    if (verdict.get() == Verdict.THROTTLE) {
      throttled.add(judge.id());
    }
  }
}

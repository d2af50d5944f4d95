// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.message.delivery.core.Answerable;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.message.delivery.core.Verdicts;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.PubSub;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.api.reputation.Offence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics this node subscribes to: {@code agents} and {@code memes} always, and those of the
 * types that are there; for a while also those of a type that has gone, since it may come back in a
 * new generation. Safe for use by many threads.
 */
public final class Topics {
  private static final Logger LOG = LoggerFactory.getLogger(Topics.class);
  private static final Set<String> ALWAYS = Set.of("agents", "memes");

  private final DeliveryEnvironment environment;
  private final Delivery delivery;
  private final Duration linger;
  private final Map<String, Cancellable> subscriptions = new HashMap<>();
  private Optional<PubSub> pubSub = Optional.empty();
  private boolean stopped;

  /** Subscribes to nothing yet. */
  public Topics(DeliveryEnvironment environment, Delivery delivery, InboxSettings settings) {
    this.environment = environment;
    this.delivery = delivery;
    this.linger = settings.topicLinger();
    delivery.reading().onChange(this::readingChanged);
  }

  /** The whole name of a topic. */
  public static String name(String chainId, String topic) {
    return "/chaoschain/" + chainId + "/" + topic;
  }

  /** Publish and subscribe has come, changed or gone. */
  public synchronized void use(Optional<PubSub> now) {
    if (!pubSub.equals(now)) {
      cancelAll();
      pubSub = now;
      subscribe();
    }
  }

  /** Told one after the other; how things stand is asked anew each time. */
  private void readingChanged(String peer) {
    Optional<PubSub> now;
    synchronized (this) {
      now = pubSub;
    }
    if (!peer.equals(Origin.OWN)) {
      now.ifPresent(p -> p.reading(PeerId.parse(peer), !delivery.reading().paused(peer)));
    }
  }

  /** The types have changed. */
  public synchronized void typesChanged() {
    subscribe();
    if (!stopped && !unwanted().isEmpty()) {
      environment.scheduler().schedule(linger, this::unsubscribe);
    }
  }

  /** Ends all subscriptions. */
  public synchronized void stop() {
    stopped = true;
    cancelAll();
  }

  /** The topics that are subscribed to. */
  public synchronized Set<String> subscribed() {
    return Set.copyOf(subscriptions.keySet());
  }

  private Set<String> wanted() {
    Set<String> wanted = new HashSet<>(delivery.topics());
    wanted.addAll(ALWAYS);
    return wanted;
  }

  private Set<String> unwanted() {
    Set<String> unwanted = new HashSet<>(subscriptions.keySet());
    unwanted.removeAll(wanted());
    return unwanted;
  }

  private void subscribe() {
    if (stopped || pubSub.isEmpty()) {
      return;
    }
    for (String topic : wanted()) {
      if (!subscriptions.containsKey(topic)) {
        subscribe(pubSub.get(), topic);
      }
    }
  }

  private void subscribe(PubSub to, String topic) {
    try {
      subscriptions.put(
          topic,
          to.subscribe(
              name(environment.chainId(), topic),
              (data, from) -> {
                Origin origin = new Origin.Gossip(topic, from.toString());
                return delivery
                    .inbox()
                    .receive(data, origin)
                    .admitted()
                    .thenApply(outcome -> verdict(from, outcome));
              }));
    } catch (LimitExceededException | IllegalStateException e) {
      LOG.warn("broadcasts of the topic {} do not arrive here: {}", topic, e.getMessage());
    }
  }

  private synchronized void unsubscribe() {
    for (String topic : unwanted()) {
      subscriptions.remove(topic).cancel();
    }
  }

  private void cancelAll() {
    subscriptions.values().forEach(Cancellable::cancel);
    subscriptions.clear();
  }

  private Verdict verdict(PeerId from, Outcome outcome) {
    if (outcome instanceof Refused refused && refused.refusal() == Refusal.PEER_RATE) {
      // the verdict blames all who bring a message, and this is about one of them
      Answerable.of(refused).ifPresent(offence -> report(from, offence, refused.reason()));
    }
    return Verdicts.of(outcome);
  }

  private void report(PeerId from, Offence offence, String seen) {
    environment
        .reputation()
        .get()
        .ifPresent(judge -> judge.report(from, offence, "broadcasts: " + seen));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.pubsub.core;

import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who judges the messages of which topic; at most one each. Safe for use by many threads; a
 * subscriber is called by whoever asks.
 */
public final class Subscribers {
  private static final Logger LOG = LoggerFactory.getLogger(Subscribers.class);

  private final Map<String, TopicSubscriber> subscribers = new ConcurrentHashMap<>();
  private final Counter failed;

  /**
   * Nobody subscribes yet.
   *
   * @param failed counts subscribers that threw or answered with nothing
   */
  public Subscribers(Counter failed) {
    this.failed = failed;
  }

  /** Whether somebody subscribes to that topic. */
  public boolean has(String topic) {
    return subscribers.containsKey(topic);
  }

  /** From now on this one is asked. */
  public void put(String topic, TopicSubscriber subscriber) {
    subscribers.put(topic, subscriber);
  }

  /** From now on this one is not asked; says whether it was. */
  public boolean remove(String topic, TopicSubscriber subscriber) {
    return subscribers.remove(topic, subscriber);
  }

  /**
   * Asks what a message is worth. A subscriber that fails, and one that is not there any more, says
   * {@link Verdict#IGNORE}.
   *
   * @param verdict told once, now or later, on any thread
   */
  public void judge(String topic, Bytes data, PeerId from, Consumer<Verdict> verdict) {
    TopicSubscriber subscriber = subscribers.get(topic);
    if (subscriber == null) {
      verdict.accept(Verdict.IGNORE);
      return;
    }
    CompletionStage<Verdict> answer;
    try {
      answer = subscriber.onMessage(data, from);
    } catch (RuntimeException | Error e) {
      verdict.accept(failed(topic, e));
      return;
    }
    if (answer == null) {
      verdict.accept(failed(topic, new NullPointerException("it answered with null")));
      return;
    }
    answer.whenComplete(
        (judged, failure) ->
            verdict.accept(failure != null || judged == null ? failed(topic, failure) : judged));
  }

  private Verdict failed(String topic, Throwable failure) {
    failed.increment();
    boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
    LOG.warn("The subscriber of {} failed", topic, wrapped ? failure.getCause() : failure);
    return Verdict.IGNORE;
  }
}

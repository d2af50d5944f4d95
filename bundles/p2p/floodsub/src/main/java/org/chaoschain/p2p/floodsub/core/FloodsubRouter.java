// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.floodsub.core;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.proto.libp2p.Message;
import org.chaoschain.proto.libp2p.RPC;

/**
 * Decides what goes to whom: pure, with events and times in and {@link Action}s out. Messages are
 * signed by what they carry, so libp2p's own author, sequence number and signature are neither set
 * nor accepted (StrictNoSign). A message is known by the SHA-256 of its topic and data: by the data
 * alone, whoever publishes it first on another topic could suppress it on its own. Not safe for use
 * by many threads.
 */
public final class FloodsubRouter {
  /** The longest topic, in characters. */
  public static final int MAX_TOPIC = 256;

  /** A verdict that has not come by then counts as {@link Verdict#IGNORE}. */
  private static final long VERDICT_NANOS = Duration.ofMinutes(1).toNanos();

  /** What is to be done. */
  public sealed interface Action {
    /** Send an RPC to a peer. */
    record Send(PeerId peer, RPC rpc) implements Action {}

    /** Ask this node's subscriber; the answer comes back by {@link #judged}. */
    record Judge(Received message) implements Action {}
  }

  /**
   * A message that was not seen before.
   *
   * @param id SHA-256 of the topic, a zero byte, and the data
   * @param topic its topic
   * @param data the message
   * @param from who has sent it here
   */
  public record Received(Bytes id, String topic, Bytes data, PeerId from) {}

  private final Map<PeerId, Set<String>> peers = new HashMap<>();
  private final Set<String> topics = new LinkedHashSet<>();
  private final Map<Bytes, Pending> pending = new LinkedHashMap<>();
  private final Map<PeerId, Long> pendingBytes = new HashMap<>();
  private final SeenCache seen;
  private final Limit maxData;
  private final Limit maxTopics;
  private final Limit maxTopicsPerPeer;
  private final Limit maxPending;
  private final Limit maxPendingPerPeer;
  private final Counter unwanted;
  private final Metrics metrics;

  /**
   * A message that waits for its verdict.
   *
   * @param from whose copy is judged
   * @param since when it came first
   * @param others who else has sent it meanwhile, in that order
   */
  private record Pending(PeerId from, int size, long since, Set<PeerId> others) {}

  /** Makes a router without topics or peers. */
  public FloodsubRouter(FloodsubConfig config, Metrics metrics) {
    String prefix = FloodsubConfig.KEY_PREFIX;
    this.metrics = metrics;
    this.unwanted = metrics.counter("p2p.floodsub.unwanted");
    this.maxData = metrics.limit(prefix + "max.data", config.maxData(), "bytes");
    this.maxTopics = metrics.limit(prefix + "max.topics", config.maxTopics(), "topics");
    this.maxTopicsPerPeer =
        metrics.limit(prefix + "max.topics.per.peer", config.maxTopicsPerPeer(), "topics");
    this.maxPending = metrics.limit(prefix + "max.pending", config.maxPending(), "messages");
    this.maxPendingPerPeer =
        metrics.limit(prefix + "max.pending.per.peer", config.maxPendingPerPeer(), "bytes");
    this.seen =
        new SeenCache(
            metrics.limit(prefix + "max.seen", config.maxSeen(), "messages"),
            config.seenTime().toNanos());
  }

  /**
   * A peer can be sent to: it is told what this node subscribes to. It may have told its own
   * subscriptions before, on the stream it opened.
   */
  public List<Action> peerUp(PeerId peer) {
    peers.putIfAbsent(peer, new HashSet<>());
    if (topics.isEmpty()) {
      return List.of();
    }
    RPC.Builder hello = RPC.newBuilder();
    topics.forEach(topic -> hello.addSubscriptions(subscription(topic, true)));
    return List.of(new Action.Send(peer, hello.build()));
  }

  /** What a peer subscribed to counts no more: the stream on which it has told so has ended. */
  public void forgetSubscriptions(PeerId peer) {
    Set<String> subscribed = peers.get(peer);
    if (subscribed != null) {
      subscribed.clear();
    }
  }

  /** A peer has gone. */
  public void peerDown(PeerId peer) {
    peers.remove(peer);
  }

  /**
   * This node subscribes.
   *
   * @throws LimitExceededException if there are too many topics
   * @throws IllegalArgumentException if the topic is empty or too long
   */
  public List<Action> subscribe(String topic) throws LimitExceededException {
    checkTopic(topic);
    if (topics.contains(topic)) {
      return List.of();
    }
    maxTopics.check("floodsub", topics.size() + 1L);
    topics.add(topic);
    return toAll(RPC.newBuilder().addSubscriptions(subscription(topic, true)).build());
  }

  /** This node does not subscribe any more. */
  public List<Action> unsubscribe(String topic) {
    return topics.remove(topic)
        ? toAll(RPC.newBuilder().addSubscriptions(subscription(topic, false)).build())
        : List.of();
  }

  /**
   * This node publishes; nothing happens if the same was seen before.
   *
   * @throws LimitExceededException if the message is too large
   * @throws IllegalArgumentException if the topic is empty or too long
   */
  public List<Action> publish(String topic, Bytes data, long now) throws LimitExceededException {
    checkTopic(topic);
    maxData.check("publishing on " + topic, data.size());
    return seen.add(id(topic, data), now) ? forward(topic, data, null) : List.of();
  }

  /**
   * A peer has sent an RPC.
   *
   * @throws FloodsubViolation if it breaks the protocol; its stream is to be reset
   */
  public List<Action> received(PeerId from, RPC rpc, long now) throws FloodsubViolation {
    Set<String> subscribed = peers.computeIfAbsent(from, p -> new HashSet<>());
    for (RPC.SubOpts change : rpc.getSubscriptionsList()) {
      change(from, subscribed, change);
    }
    forgetUnjudged(now);
    List<Action> actions = new ArrayList<>();
    for (Message message : rpc.getPublishList()) {
      check(from, message);
      if (!topics.contains(message.getTopic())) {
        unwanted.increment();
        continue;
      }
      Bytes data = Bytes.wrap(message.getData().toByteArray());
      Bytes id = id(message.getTopic(), data);
      long ofPeer = pendingBytes.getOrDefault(from, 0L) + data.size();
      if (!maxPending.allows(pending.size() + 1L)) {
        maxPending.refused().increment();
      } else if (!maxPendingPerPeer.allows(ofPeer)) {
        maxPendingPerPeer.refused().increment();
      } else if (!seen.add(id, now)) {
        metrics.counter("p2p.floodsub.duplicates").increment();
        again(id, from);
      } else {
        pending.put(id, new Pending(from, data.size(), now, new LinkedHashSet<>(0)));
        pendingBytes.put(from, ofPeer);
        actions.add(new Action.Judge(new Received(id, message.getTopic(), data, from)));
      }
    }
    return actions;
  }

  private void again(Bytes id, PeerId from) {
    Pending waiting = pending.get(id);
    if (waiting != null && !waiting.from().equals(from)) {
      waiting.others().add(from);
    }
  }

  /**
   * The subscriber has judged a message: a good one goes to everybody else; of one that it would
   * not judge for the sake of the peer that has sent it, the copy of another is judged.
   */
  public List<Action> judged(Received message, Verdict verdict) {
    Pending waiting = pending.remove(message.id());
    if (waiting == null) {
      return List.of();
    }
    noLongerPending(waiting);
    metrics.counter("p2p.floodsub.judged", "verdict", verdict.name()).increment();
    return switch (verdict) {
      case ACCEPT -> forward(message.topic(), message.data(), message.from());
      case THROTTLE -> throttled(message, waiting);
      default -> List.of();
    };
  }

  /** The copy of another peer is judged, if one came meanwhile; else it counts as not seen. */
  private List<Action> throttled(Received message, Pending waiting) {
    Set<PeerId> others = new LinkedHashSet<>(waiting.others());
    for (PeerId next : waiting.others()) {
      others.remove(next);
      long ofPeer = pendingBytes.getOrDefault(next, 0L) + waiting.size();
      if (maxPendingPerPeer.allows(ofPeer)) {
        pending.put(message.id(), new Pending(next, waiting.size(), waiting.since(), others));
        pendingBytes.put(next, ofPeer);
        return List.of(
            new Action.Judge(new Received(message.id(), message.topic(), message.data(), next)));
      }
      maxPendingPerPeer.refused().increment();
    }
    seen.forget(message.id());
    return List.of();
  }

  private void noLongerPending(Pending message) {
    pendingBytes.computeIfPresent(
        message.from(), (peer, bytes) -> bytes <= message.size() ? null : bytes - message.size());
  }

  /** A subscriber that never answers must not use up what others need. */
  private void forgetUnjudged(long now) {
    Iterator<Pending> oldestFirst = pending.values().iterator();
    while (oldestFirst.hasNext()) {
      Pending oldest = oldestFirst.next();
      if (now - oldest.since() <= VERDICT_NANOS) {
        return;
      }
      oldestFirst.remove();
      noLongerPending(oldest);
      metrics.counter("p2p.floodsub.unjudged").increment();
    }
  }

  /** The peers that subscribe to a topic. */
  public Set<PeerId> subscribers(String topic) {
    Set<PeerId> subscribers = new HashSet<>();
    peers.forEach(
        (peer, subscribed) -> {
          if (subscribed.contains(topic)) {
            subscribers.add(peer);
          }
        });
    return subscribers;
  }

  private void change(PeerId from, Set<String> subscribed, RPC.SubOpts change)
      throws FloodsubViolation {
    String topic = change.getTopicid();
    if (topic.isEmpty() || topic.length() > MAX_TOPIC) {
      throw new FloodsubViolation(
          "%s subscribes to a topic of %d characters; 1 to %d are allowed"
              .formatted(from, topic.length(), MAX_TOPIC));
    }
    if (!change.getSubscribe()) {
      subscribed.remove(topic);
    } else if (maxTopicsPerPeer.allows(subscribed.size() + 1L) || subscribed.contains(topic)) {
      subscribed.add(topic);
    } else {
      maxTopicsPerPeer.refused().increment();
    }
  }

  private void check(PeerId from, Message message) throws FloodsubViolation {
    if (message.getTopic().isEmpty()) {
      throw new FloodsubViolation(from + " sends a message without a topic");
    }
    if (message.hasFrom() || message.hasSeqno() || message.hasSignature() || message.hasKey()) {
      throw new FloodsubViolation(
          from
              + " sends a message with libp2p's author, sequence number or signature; here messages carry none (StrictNoSign)");
    }
    try {
      maxData.check(from + " on " + bounded(message.getTopic()), message.getData().size());
    } catch (LimitExceededException e) {
      throw new FloodsubViolation(e.getMessage());
    }
  }

  private static String bounded(String topic) {
    return topic.length() > MAX_TOPIC ? topic.substring(0, MAX_TOPIC) : topic;
  }

  private List<Action> forward(String topic, Bytes data, PeerId except) {
    RPC rpc =
        RPC.newBuilder()
            .addPublish(
                Message.newBuilder()
                    .setTopic(topic)
                    .setData(ByteString.copyFrom(data.toByteBuffer())))
            .build();
    List<Action> sends = new ArrayList<>();
    for (PeerId peer : subscribers(topic)) {
      if (!peer.equals(except)) {
        sends.add(new Action.Send(peer, rpc));
      }
    }
    return sends;
  }

  private List<Action> toAll(RPC rpc) {
    return peers.keySet().stream().<Action>map(peer -> new Action.Send(peer, rpc)).toList();
  }

  private static RPC.SubOpts subscription(String topic, boolean subscribe) {
    return RPC.SubOpts.newBuilder().setTopicid(topic).setSubscribe(subscribe).build();
  }

  private static void checkTopic(String topic) {
    if (topic.isEmpty() || topic.length() > MAX_TOPIC) {
      throw new IllegalArgumentException(
          "a topic has 1 to %d characters, not %d".formatted(MAX_TOPIC, topic.length()));
    }
  }

  private static Bytes id(String topic, Bytes data) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(topic.getBytes(StandardCharsets.UTF_8));
      sha256.update((byte) 0);
      data.update(sha256);
      return Bytes.wrap(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

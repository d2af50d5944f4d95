// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * The scores of peers, P1 to P7 of the specification: pure, with times in nanoseconds of one clock.
 * Decay is applied in steps of {@link ScoreConfig#decayInterval}, to each peer when it is next
 * looked at, so that a step costs nothing by itself. Not safe for use by many threads.
 *
 * @see <a
 *     href="https://github.com/libp2p/specs/blob/master/pubsub/gossipsub/gossipsub-v1.1.md#peer-scoring">Peer
 *     Scoring</a>
 */
public final class PeerScore {
  private final ScoreConfig config;
  private final Limit maxRetained;
  private final ToDoubleFunction<PeerId> application;
  private final Map<PeerId, Standing> standings = new HashMap<>();
  private final Deque<Standing> retained = new ArrayDeque<>();
  private final Map<String, Standing.Colocation> networks = new HashMap<>();
  private final Map<String, TopicTraffic> traffic = new HashMap<>();
  private boolean started;
  private long step;
  private long steppedAt;

  /**
   * Makes the scores of no peers.
   *
   * @param maxRetained how many scores of peers are kept that have gone
   * @param application P5, asked once a step for each peer that is looked at; it must be quick
   */
  public PeerScore(ScoreConfig config, Limit maxRetained, ToDoubleFunction<PeerId> application) {
    this.config = config;
    this.maxRetained = maxRetained;
    this.application = application;
  }

  /** Time has passed: takes all steps that are due, and forgets peers that went long ago. */
  public void advance(long now) {
    if (!started) {
      started = true;
      steppedAt = now;
    }
    long due = (now - steppedAt) / config.decayInterval().toNanos();
    if (due > 0) {
      step += due;
      steppedAt += due * config.decayInterval().toNanos();
    }
    Standing oldest;
    while ((oldest = retained.peekFirst()) != null
        && (oldest.connected || oldest.expires - now <= 0)) {
      retained.removeFirst();
      forget(oldest);
    }
  }

  /**
   * A peer is there, again or for the first time.
   *
   * @param addresses its address and prefixes, see {@link PeerFacts#networks}
   */
  public Standing connected(PeerId peer, List<String> addresses) {
    Standing standing = standings.computeIfAbsent(peer, Standing::new);
    leaveNetworks(standing);
    if (!addresses.isEmpty()) {
      standing.networks = new ArrayList<>(addresses.size());
      for (String address : addresses) {
        Standing.Colocation network = networks.computeIfAbsent(address, Standing.Colocation::new);
        network.peers++;
        standing.networks.add(network);
      }
    }
    if (!standing.connected) {
      // what is kept of a peer does not decay while it is away
      retained.remove(standing);
      standing.connected = true;
      standing.step = step;
      standing.application = application.applyAsDouble(peer);
    }
    standing.dirty = true;
    return standing;
  }

  /** A peer has gone. A positive score is forgotten, any other is kept for a time. */
  public void disconnected(Standing standing, long now) {
    if (!standing.connected) {
      return;
    }
    boolean good = score(standing) > 0;
    for (TopicScore topic : standing.topics()) {
      topic.gone(step);
    }
    standing.connected = false;
    standing.dirty = true;
    if (good || worthless(standing)) {
      forget(standing);
      return;
    }
    standing.expires = now + config.retention().toNanos();
    retained.addLast(standing);
    if (!maxRetained.allows(retained.size())) {
      maxRetained.refused().increment();
      forget(retained.removeFirst());
    }
  }

  private static boolean worthless(Standing standing) {
    return standing.networks.isEmpty() && standing.topics().isEmpty() && standing.penalty == 0;
  }

  private void forget(Standing standing) {
    if (!standing.connected) {
      leaveNetworks(standing);
      standings.remove(standing.peer, standing);
    }
  }

  private void leaveNetworks(Standing standing) {
    for (Standing.Colocation network : standing.networks) {
      if (--network.peers == 0) {
        networks.remove(network.network);
      }
    }
    standing.networks = List.of();
  }

  /** A peer came into the mesh of a topic. */
  public void grafted(Standing standing, String topic, long now) {
    catchUp(standing);
    topicOf(standing, topic).grafted(trafficOf(topic), now, step);
    standing.dirty = true;
  }

  /** A peer left the mesh of a topic. */
  public void pruned(Standing standing, String topic) {
    catchUp(standing);
    TopicScore score = standing.topic(topic);
    if (score != null) {
      score.pruned(step);
      standing.dirty = true;
    }
  }

  /** A good message came first from this peer; it counts as traffic of the topic. */
  public void delivered(Standing standing, String topic) {
    trafficOf(topic).add(step);
    catchUp(standing);
    topicOf(standing, topic).delivered();
    standing.dirty = true;
  }

  /**
   * A further copy of a good message came from a peer.
   *
   * @param sinceVerdict nanoseconds since the message was found good; 0 or less if the copy came
   *     before that
   */
  public void deliveredAgain(Standing standing, String topic, long sinceVerdict) {
    TopicScore score = standing.topic(topic);
    if (score != null && score.counts(sinceVerdict)) {
      catchUp(standing);
      score.deliveredInMesh();
      standing.dirty = true;
    }
  }

  /** A peer was told that a good message is not wanted from it: it does not owe it. */
  public void spared(Standing standing, String topic) {
    TopicScore score = standing.topic(topic);
    if (score != null) {
      catchUp(standing);
      score.spared();
      standing.dirty = true;
    }
  }

  /** A bad message came from a peer. */
  public void rejected(Standing standing, String topic) {
    catchUp(standing);
    topicOf(standing, topic).rejected();
    standing.dirty = true;
  }

  /** A peer has misbehaved (P7). */
  public void penalise(Standing standing, double count) {
    catchUp(standing);
    standing.penalty += count;
    standing.dirty = true;
  }

  /** This node has left a topic. */
  public void left(String topic) {
    traffic.remove(topic);
  }

  /** The score of a peer, 0 if it is not known. */
  public double score(PeerId peer) {
    Standing standing = standings.get(peer);
    return standing == null ? 0 : score(standing);
  }

  /** The score of a peer. */
  public double score(Standing standing) {
    catchUp(standing);
    if (standing.dirty) {
      standing.score = compute(standing);
      standing.dirty = false;
    }
    return standing.networks.isEmpty() ? standing.score : standing.score + colocation(standing);
  }

  /** What is kept of a peer, or null. */
  public Standing standing(PeerId peer) {
    return standings.get(peer);
  }

  private double compute(Standing standing) {
    double sum = 0;
    List<TopicScore> topics = standing.topics();
    for (int i = 0; i < topics.size(); i++) {
      sum += topics.get(i).score(step, steppedAt);
    }
    if (config.topicCap() > 0) {
      sum = Math.min(sum, config.topicCap());
    }
    sum += standing.application * config.applicationWeight();
    double excess = standing.penalty - config.behaviourThreshold();
    return excess > 0 ? sum + excess * excess * config.behaviourWeight() : sum;
  }

  private double colocation(Standing standing) {
    double sum = 0;
    for (int i = 0; i < standing.networks.size(); i++) {
      int surplus = standing.networks.get(i).peers - config.colocationThreshold();
      if (surplus > 0) {
        sum += (double) surplus * surplus;
      }
    }
    return sum * config.colocationWeight();
  }

  private void catchUp(Standing standing) {
    long steps = step - standing.step;
    if (steps == 0 || !standing.connected) {
      return;
    }
    standing.step = step;
    standing.dirty = true;
    List<TopicScore> topics = standing.topics();
    for (int i = topics.size() - 1; i >= 0; i--) {
      topics.get(i).decay(steps, steppedAt, config.decayToZero());
      if (topics.get(i).idle()) {
        topics.remove(i);
      }
    }
    standing.penalty =
        TopicScore.decayed(standing.penalty, config.behaviourDecay(), steps, config.decayToZero());
    standing.application = application.applyAsDouble(standing.peer);
  }

  private TopicScore topicOf(Standing standing, String topic) {
    TopicScore score = standing.topic(topic);
    return score != null ? score : standing.add(new TopicScore(config.of(topic), trafficOf(topic)));
  }

  private TopicTraffic trafficOf(String topic) {
    return traffic.computeIfAbsent(
        topic, name -> new TopicTraffic(name, config.of(name).meshDeliveriesDecay()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * How peers are scored and from which scores on they are treated otherwise; names as in the
 * specification. Immutable.
 *
 * @param gossipThreshold below it no gossip is exchanged; key {@code
 *     p2p.gossipsub.score.gossip.threshold}
 * @param publishThreshold below it own messages are not sent; key {@code
 *     p2p.gossipsub.score.publish.threshold}
 * @param graylistThreshold below it nothing is heard; key {@code
 *     p2p.gossipsub.score.graylist.threshold}
 * @param acceptPxThreshold from it on peers are accepted that were offered with PRUNE; key {@code
 *     p2p.gossipsub.score.accept.px.threshold}
 * @param opportunisticGraftThreshold a mesh whose median is below it gets better peers; key {@code
 *     p2p.gossipsub.score.opportunistic.graft.threshold}
 * @param topicCap the most that all topics together can give; 0 for no bound; key {@code
 *     p2p.gossipsub.score.topic.cap}
 * @param applicationWeight P5; key {@code p2p.gossipsub.score.application.weight}
 * @param colocationWeight P6, not positive; key {@code p2p.gossipsub.score.colocation.weight}
 * @param colocationThreshold peers of one address that are not counted; key {@code
 *     p2p.gossipsub.score.colocation.threshold}
 * @param behaviourWeight P7, not positive; key {@code p2p.gossipsub.score.behaviour.weight}
 * @param behaviourThreshold penalties that are not counted; key {@code
 *     p2p.gossipsub.score.behaviour.threshold}
 * @param behaviourDecay a factor; key {@code p2p.gossipsub.score.behaviour.decay}
 * @param decayInterval when decays are applied; key {@code p2p.gossipsub.score.decay.interval}
 * @param decayToZero a counter below it becomes 0; key {@code p2p.gossipsub.score.decay.to.zero}
 * @param retention how long the score of a peer that has gone is kept, if it is not positive; key
 *     {@code p2p.gossipsub.score.retention}
 * @param topic for all topics without parameters of their own
 * @param topics parameters of single topics; key {@code p2p.gossipsub.score.topics}
 */
public record ScoreConfig(
    double gossipThreshold,
    double publishThreshold,
    double graylistThreshold,
    double acceptPxThreshold,
    double opportunisticGraftThreshold,
    double topicCap,
    double applicationWeight,
    double colocationWeight,
    int colocationThreshold,
    double behaviourWeight,
    double behaviourThreshold,
    double behaviourDecay,
    Duration decayInterval,
    double decayToZero,
    Duration retention,
    TopicScoreConfig topic,
    Map<String, TopicScoreConfig> topics) {
  /** The defaults. */
  public static final ScoreConfig DEFAULT =
      new ScoreConfig(
          -40,
          -60,
          -100,
          5,
          1,
          50,
          1,
          -5,
          10,
          -5,
          2,
          0.98,
          Duration.ofSeconds(1),
          0.01,
          Duration.ofHours(1),
          TopicScoreConfig.DEFAULT,
          Map.of());

  /**
   * Checks signs and order.
   *
   * @throws IllegalArgumentException if one is wrong; the message names the keys
   */
  public ScoreConfig {
    Objects.requireNonNull(topic, "topic");
    topics = Map.copyOf(topics);
    require(
        graylistThreshold <= publishThreshold
            && publishThreshold <= gossipThreshold
            && gossipThreshold <= 0,
        "graylist.threshold <= publish.threshold <= gossip.threshold <= 0",
        graylistThreshold + ", " + publishThreshold + ", " + gossipThreshold);
    require(acceptPxThreshold >= 0, "accept.px.threshold >= 0", "" + acceptPxThreshold);
    require(
        opportunisticGraftThreshold >= 0,
        "opportunistic.graft.threshold >= 0",
        "" + opportunisticGraftThreshold);
    require(topicCap >= 0, "topic.cap >= 0", "" + topicCap);
    require(applicationWeight >= 0, "application.weight >= 0", "" + applicationWeight);
    require(colocationWeight <= 0, "colocation.weight <= 0", "" + colocationWeight);
    require(colocationThreshold >= 1, "colocation.threshold >= 1", "" + colocationThreshold);
    require(behaviourWeight <= 0, "behaviour.weight <= 0", "" + behaviourWeight);
    require(behaviourThreshold >= 0, "behaviour.threshold >= 0", "" + behaviourThreshold);
    require(
        0 < behaviourDecay && behaviourDecay < 1, "0 < behaviour.decay < 1", "" + behaviourDecay);
    require(
        !decayInterval.isNegative() && !decayInterval.isZero(),
        "decay.interval > 0",
        "" + decayInterval);
    require(decayToZero > 0, "decay.to.zero > 0", "" + decayToZero);
  }

  private static void require(boolean holds, String rule, String found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "of the keys p2p.gossipsub.score.… it must be that " + rule + "; found " + found);
    }
  }

  /** How behaviour in that topic counts. */
  public TopicScoreConfig of(String name) {
    return topics.getOrDefault(name, topic);
  }

  /** The same with other parameters for all topics that have none of their own. */
  public ScoreConfig withTopic(TopicScoreConfig other) {
    return new ScoreConfig(
        gossipThreshold,
        publishThreshold,
        graylistThreshold,
        acceptPxThreshold,
        opportunisticGraftThreshold,
        topicCap,
        applicationWeight,
        colocationWeight,
        colocationThreshold,
        behaviourWeight,
        behaviourThreshold,
        behaviourDecay,
        decayInterval,
        decayToZero,
        retention,
        other,
        topics);
  }
}

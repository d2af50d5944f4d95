// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.time.Duration;

/**
 * How behaviour in one topic counts; names as in the specification, each with the key that sets it
 * for all topics behind {@code p2p.gossipsub.score.topic.}. Decays are factors applied at each
 * {@link ScoreConfig#decayInterval}.
 *
 * <p>The specification has a fixed number of deliveries that every mesh peer owes (P3), which
 * punishes everybody on a quiet topic. Here a mesh peer owes a share of what the topic has really
 * carried since the peer was grafted, and nothing below a floor of traffic; the fixed number is the
 * most it can owe. A share of 0 gives the specification's rule.
 *
 * @param weight how much the topic counts ({@code weight})
 * @param timeInMeshWeight P1 ({@code time.in.mesh.weight})
 * @param timeInMeshQuantum the time that counts 1 ({@code time.in.mesh.quantum})
 * @param timeInMeshCap ({@code time.in.mesh.cap})
 * @param firstDeliveriesWeight P2 ({@code first.deliveries.weight})
 * @param firstDeliveriesDecay ({@code first.deliveries.decay})
 * @param firstDeliveriesCap ({@code first.deliveries.cap})
 * @param meshDeliveriesWeight P3, not positive ({@code mesh.deliveries.weight})
 * @param meshDeliveriesDecay of P3 and of the traffic it is compared with ({@code
 *     mesh.deliveries.decay})
 * @param meshDeliveriesCap ({@code mesh.deliveries.cap})
 * @param meshDeliveriesThreshold the most deliveries that are owed ({@code
 *     mesh.deliveries.threshold})
 * @param meshDeliveriesShare the share of the traffic that is owed; 0 for the fixed number ({@code
 *     mesh.deliveries.share})
 * @param meshDeliveriesFloor the traffic below which nothing is owed ({@code
 *     mesh.deliveries.floor})
 * @param meshDeliveriesActivation the time in the mesh before anything is owed ({@code
 *     mesh.deliveries.activation})
 * @param meshDeliveriesWindow how long after its verdict a further copy counts as delivered ({@code
 *     mesh.deliveries.window})
 * @param meshFailureWeight P3b, not positive ({@code mesh.failure.weight})
 * @param meshFailureDecay ({@code mesh.failure.decay})
 * @param invalidWeight P4, not positive ({@code invalid.weight})
 * @param invalidDecay ({@code invalid.decay})
 */
public record TopicScoreConfig(
    double weight,
    double timeInMeshWeight,
    Duration timeInMeshQuantum,
    double timeInMeshCap,
    double firstDeliveriesWeight,
    double firstDeliveriesDecay,
    double firstDeliveriesCap,
    double meshDeliveriesWeight,
    double meshDeliveriesDecay,
    double meshDeliveriesCap,
    double meshDeliveriesThreshold,
    double meshDeliveriesShare,
    double meshDeliveriesFloor,
    Duration meshDeliveriesActivation,
    Duration meshDeliveriesWindow,
    double meshFailureWeight,
    double meshFailureDecay,
    double invalidWeight,
    double invalidDecay) {
  /**
   * The defaults. What a peer can owe is so small that P3 alone takes nobody below the gossip
   * threshold: a peer that only listens leaves the mesh, and still gets everything by gossip.
   */
  public static final TopicScoreConfig DEFAULT =
      new TopicScoreConfig(
          1,
          0.0005,
          Duration.ofSeconds(1),
          300,
          0.25,
          0.97,
          40,
          -0.25,
          0.97,
          100,
          8,
          0.05,
          40,
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          -0.25,
          0.97,
          -10,
          0.997);

  /**
   * Checks signs and ranges.
   *
   * @throws IllegalArgumentException if one is wrong; the message names it
   */
  public TopicScoreConfig {
    require(weight >= 0, "weight must not be negative", weight);
    require(timeInMeshWeight >= 0, "time.in.mesh.weight must not be negative", timeInMeshWeight);
    require(!timeInMeshQuantum.isZero(), "time.in.mesh.quantum must be above 0", 0);
    require(
        firstDeliveriesWeight >= 0,
        "first.deliveries.weight must not be negative",
        firstDeliveriesWeight);
    require(
        meshDeliveriesWeight <= 0,
        "mesh.deliveries.weight must not be positive",
        meshDeliveriesWeight);
    require(meshFailureWeight <= 0, "mesh.failure.weight must not be positive", meshFailureWeight);
    require(invalidWeight <= 0, "invalid.weight must not be positive", invalidWeight);
    require(
        meshDeliveriesCap >= meshDeliveriesThreshold,
        "mesh.deliveries.cap must not be below mesh.deliveries.threshold",
        meshDeliveriesCap);
    requireDecay("first.deliveries.decay", firstDeliveriesDecay);
    requireDecay("mesh.deliveries.decay", meshDeliveriesDecay);
    requireDecay("mesh.failure.decay", meshFailureDecay);
    requireDecay("invalid.decay", invalidDecay);
    require(
        0 <= meshDeliveriesShare && meshDeliveriesShare <= 1,
        "mesh.deliveries.share must be between 0 and 1",
        meshDeliveriesShare);
  }

  private static void requireDecay(String name, double value) {
    require(0 < value && value < 1, name + " must be between 0 and 1", value);
  }

  private static void require(boolean holds, String rule, double found) {
    if (!holds) {
      throw new IllegalArgumentException("p2p.gossipsub.score.topic." + rule + ", it is " + found);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

/**
 * What one peer has done in one topic: the counters of P1 to P4. They decay when they are next
 * looked at, by as many steps as have passed.
 */
final class TopicScore {
  private final TopicScoreConfig config;
  private TopicTraffic traffic;
  private boolean inMesh;
  private boolean active;
  private long graftedAt;
  private double first;
  private double mesh;
  private double failure;
  private double invalid;

  /** The traffic that the peer had no part in: before it was grafted, and what it was spared. */
  private double notOwed;

  TopicScore(TopicScoreConfig config, TopicTraffic traffic) {
    this.config = config;
    this.traffic = traffic;
  }

  String topic() {
    return traffic.topic();
  }

  /** Some steps of decay have passed; the last of them at {@code now}. */
  void decay(long steps, long now, double toZero) {
    first = decayed(first, config.firstDeliveriesDecay(), steps, toZero);
    mesh = decayed(mesh, config.meshDeliveriesDecay(), steps, toZero);
    notOwed = decayed(notOwed, config.meshDeliveriesDecay(), steps, toZero);
    failure = decayed(failure, config.meshFailureDecay(), steps, toZero);
    invalid = decayed(invalid, config.invalidDecay(), steps, toZero);
    active = inMesh && now - graftedAt > config.meshDeliveriesActivation().toNanos();
  }

  static double decayed(double value, double factor, long steps, double toZero) {
    if (value == 0) {
      return 0;
    }
    double less = value * (steps == 1 ? factor : Math.pow(factor, (double) steps));
    return less < toZero ? 0 : less;
  }

  /** It came into the mesh; it owes its share of what comes from now on. */
  void grafted(TopicTraffic current, long now, long step) {
    traffic = current;
    inMesh = true;
    active = false;
    graftedAt = now;
    mesh = 0;
    notOwed = traffic.at(step);
  }

  /** It leaves the mesh; what it owes becomes a failure that stays for a time (P3b). */
  void pruned(long step) {
    double deficit = deficit(step);
    failure += deficit * deficit;
    inMesh = false;
    active = false;
  }

  /** It has gone with a score that is kept: what it did well is forgotten. */
  void gone(long step) {
    first = 0;
    if (inMesh) {
      pruned(step);
    }
  }

  void delivered() {
    first = Math.min(first + 1, config.firstDeliveriesCap());
    deliveredInMesh();
  }

  void deliveredInMesh() {
    if (inMesh) {
      mesh = Math.min(mesh + 1, config.meshDeliveriesCap());
    }
  }

  void spared() {
    if (inMesh) {
      notOwed++;
    }
  }

  void rejected() {
    invalid++;
  }

  boolean counts(long sinceVerdict) {
    return sinceVerdict <= config.meshDeliveriesWindow().toNanos();
  }

  private double deficit(long step) {
    if (!active) {
      return 0;
    }
    double owed = config.meshDeliveriesThreshold();
    if (config.meshDeliveriesShare() > 0) {
      double carried = traffic.at(step) - notOwed;
      owed =
          carried < config.meshDeliveriesFloor()
              ? 0
              : Math.min(owed, carried * config.meshDeliveriesShare());
    }
    return Math.max(0, owed - mesh);
  }

  /** P1 to P4, weighted; {@code now} is that of the last step. */
  double score(long step, long now) {
    double sum = first * config.firstDeliveriesWeight();
    if (inMesh) {
      double quanta = (double) Math.max(0, now - graftedAt) / config.timeInMeshQuantum().toNanos();
      sum += Math.min(Math.floor(quanta), config.timeInMeshCap()) * config.timeInMeshWeight();
      double deficit = deficit(step);
      sum += deficit * deficit * config.meshDeliveriesWeight();
    }
    sum += failure * config.meshFailureWeight();
    sum += invalid * invalid * config.invalidWeight();
    return sum * config.weight();
  }

  /** Whether there is nothing to remember. */
  boolean idle() {
    return !inMesh && first == 0 && mesh == 0 && failure == 0 && invalid == 0;
  }

  double firstDeliveries() {
    return first;
  }

  double meshDeliveries() {
    return mesh;
  }

  double meshFailures() {
    return failure;
  }

  double invalidMessages() {
    return invalid;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

/** How many good messages of others a topic has carried, decaying like the deliveries of peers. */
final class TopicTraffic {
  private final String topic;
  private final double decay;
  private double carried;
  private long step;

  TopicTraffic(String topic, double decay) {
    this.topic = topic;
    this.decay = decay;
  }

  String topic() {
    return topic;
  }

  double at(long now) {
    if (now > step) {
      carried *= now - step == 1 ? decay : Math.pow(decay, (double) (now - step));
      step = now;
    }
    return carried;
  }

  void add(long now) {
    carried = at(now) + 1;
  }
}

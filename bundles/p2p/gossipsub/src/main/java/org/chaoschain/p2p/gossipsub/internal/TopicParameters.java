// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.p2p.gossipsub.core.TopicScoreConfig;

/** The score parameters of a topic by the names of the keys {@code p2p.gossipsub.score.topic.…}. */
final class TopicParameters {
  private final Map<String, String> values;

  private TopicParameters(Map<String, String> values) {
    this.values = values;
  }

  /** Those of all topics. */
  static TopicParameters of(GossipsubSettings s) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("weight", "" + s.score_topic_weight());
    values.put("time.in.mesh.weight", "" + s.score_topic_time_in_mesh_weight());
    values.put("time.in.mesh.quantum", s.score_topic_time_in_mesh_quantum());
    values.put("time.in.mesh.cap", "" + s.score_topic_time_in_mesh_cap());
    values.put("first.deliveries.weight", "" + s.score_topic_first_deliveries_weight());
    values.put("first.deliveries.decay", "" + s.score_topic_first_deliveries_decay());
    values.put("first.deliveries.cap", "" + s.score_topic_first_deliveries_cap());
    values.put("mesh.deliveries.weight", "" + s.score_topic_mesh_deliveries_weight());
    values.put("mesh.deliveries.decay", "" + s.score_topic_mesh_deliveries_decay());
    values.put("mesh.deliveries.cap", "" + s.score_topic_mesh_deliveries_cap());
    values.put("mesh.deliveries.threshold", "" + s.score_topic_mesh_deliveries_threshold());
    values.put("mesh.deliveries.share", "" + s.score_topic_mesh_deliveries_share());
    values.put("mesh.deliveries.floor", "" + s.score_topic_mesh_deliveries_floor());
    values.put("mesh.deliveries.activation", s.score_topic_mesh_deliveries_activation());
    values.put("mesh.deliveries.window", s.score_topic_mesh_deliveries_window());
    values.put("mesh.failure.weight", "" + s.score_topic_mesh_failure_weight());
    values.put("mesh.failure.decay", "" + s.score_topic_mesh_failure_decay());
    values.put("invalid.weight", "" + s.score_topic_invalid_weight());
    values.put("invalid.decay", "" + s.score_topic_invalid_decay());
    return new TopicParameters(values);
  }

  /**
   * Those of single topics: what a text does not name is as here.
   *
   * @param texts each a topic, and name=value behind spaces
   * @throws IllegalArgumentException if one names a parameter that does not exist, or a value of
   *     the wrong form; the message says which
   */
  Map<String, TopicScoreConfig> with(String[] texts) {
    Map<String, TopicScoreConfig> topics = new LinkedHashMap<>();
    for (String text : texts) {
      String[] words = text.strip().split("\\s+");
      Map<String, String> changed = new LinkedHashMap<>(values);
      for (int i = 1; i < words.length; i++) {
        int equals = words[i].indexOf('=');
        String name = equals < 0 ? words[i] : words[i].substring(0, equals);
        if (equals < 0 || !values.containsKey(name)) {
          throw new IllegalArgumentException(
              "p2p.gossipsub.score.topics: '%s' of topic %s is none of %s, with = and a value"
                  .formatted(words[i], words[0], values.keySet()));
        }
        changed.put(name, words[i].substring(equals + 1));
      }
      topics.put(words[0], new TopicParameters(changed).config());
    }
    return topics;
  }

  /** As the router takes them. */
  TopicScoreConfig config() {
    return new TopicScoreConfig(
        number("weight"),
        number("time.in.mesh.weight"),
        time("time.in.mesh.quantum"),
        number("time.in.mesh.cap"),
        number("first.deliveries.weight"),
        number("first.deliveries.decay"),
        number("first.deliveries.cap"),
        number("mesh.deliveries.weight"),
        number("mesh.deliveries.decay"),
        number("mesh.deliveries.cap"),
        number("mesh.deliveries.threshold"),
        number("mesh.deliveries.share"),
        number("mesh.deliveries.floor"),
        time("mesh.deliveries.activation"),
        time("mesh.deliveries.window"),
        number("mesh.failure.weight"),
        number("mesh.failure.decay"),
        number("invalid.weight"),
        number("invalid.decay"));
  }

  private double number(String name) {
    try {
      return Double.parseDouble(values.get(name));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "p2p.gossipsub.score.topics: %s is no number: '%s'".formatted(name, values.get(name)), e);
    }
  }

  private Duration time(String name) {
    return TimeSpan.parse(values.get(name));
  }
}

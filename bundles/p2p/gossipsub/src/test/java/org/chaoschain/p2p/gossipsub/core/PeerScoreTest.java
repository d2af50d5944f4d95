// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

/** The score function of the specification, and how it departs from it. */
class PeerScoreTest {
  private static final PeerId A = RouterNetwork.peer(1);
  private static final PeerId B = RouterNetwork.peer(2);
  private static final TopicScoreConfig T = TopicScoreConfig.DEFAULT;

  private final RecordedMetrics metrics = new RecordedMetrics();
  private double application;
  private long now;
  private PeerScore score = score(ScoreConfig.DEFAULT, 100);
  private Standing a = score.connected(A, List.of());

  private PeerScore score(ScoreConfig config, int maxRetained) {
    PeerScore made =
        new PeerScore(
            config,
            metrics.limit("p2p.gossipsub.max.retained", maxRetained, "scores"),
            peer -> application);
    made.advance(now);
    return made;
  }

  private void use(TopicScoreConfig topic) {
    score = score(ScoreConfig.DEFAULT.withTopic(topic), 100);
    a = score.connected(A, List.of());
  }

  private void seconds(int count) {
    now += Duration.ofSeconds(count).toNanos();
    score.advance(now);
  }

  /** Good messages on a topic that come from B. */
  private void traffic(int count) {
    Standing b = score.connected(B, List.of());
    for (int i = 0; i < count; i++) {
      score.delivered(b, "t");
    }
  }

  @Test
  void p1_time_in_the_mesh_counts_up_to_a_cap() {
    score.grafted(a, "t", now);
    seconds(10);
    assertThat(score.score(a)).isCloseTo(10 * T.timeInMeshWeight(), within(1e-9));
    seconds(10_000);
    assertThat(score.score(a)).isCloseTo(300 * T.timeInMeshWeight(), within(1e-9));
    score.pruned(a, "t");
    assertThat(score.score(a)).isZero();
  }

  @Test
  void p2_first_deliveries_count_up_to_a_cap_and_decay() {
    score.delivered(a, "t");
    assertThat(score.score(a)).isCloseTo(0.25, within(1e-9));
    seconds(1);
    assertThat(score.score(a)).isCloseTo(0.25 * 0.97, within(1e-9));
    seconds(9);
    assertThat(score.score(a)).isCloseTo(0.25 * Math.pow(0.97, 10), within(1e-9));
    seconds(1000);
    assertThat(score.score(a)).isZero();
    for (int i = 0; i < 1000; i++) {
      score.delivered(a, "t");
    }
    assertThat(score.score(a)).isCloseTo(40 * 0.25, within(1e-9));
  }

  @Test
  void p3_a_peer_in_the_mesh_that_never_forwards_ends_below_zero_on_a_busy_topic() {
    score.grafted(a, "t", now);
    for (int second = 0; second < 60; second++) {
      traffic(2);
      seconds(1);
      if (second < 29) {
        assertThat(score.score(a)).describedAs("before its activation").isPositive();
      }
    }
    assertThat(score.score(a)).isNegative();
    assertThat(score.score(a)).isGreaterThan(ScoreConfig.DEFAULT.gossipThreshold());
  }

  @Test
  void p3_one_that_forwards_a_tenth_in_time_stays_above_zero() {
    score.grafted(a, "t", now);
    for (int second = 0; second < 200; second++) {
      traffic(2);
      if (second % 5 == 0) {
        score.deliveredAgain(a, "t", 0);
      }
      seconds(1);
      assertThat(score.score(a)).isPositive();
    }
  }

  @Test
  void p3_a_quiet_topic_punishes_nobody() {
    score.grafted(a, "t", now);
    for (int second = 0; second < 600; second++) {
      traffic(1);
      assertThat(score.score(a)).isNotNegative();
      seconds(1);
    }
  }

  @Test
  void p3_copies_that_come_too_late_do_not_count() {
    score.grafted(a, "t", now);
    for (int second = 0; second < 60; second++) {
      traffic(2);
      score.deliveredAgain(a, "t", T.meshDeliveriesWindow().toNanos() + 1);
      seconds(1);
    }
    assertThat(score.score(a)).isNegative();
  }

  @Test
  void p3_what_a_peer_was_told_by_idontwant_it_does_not_owe() {
    score.grafted(a, "t", now);
    for (int second = 0; second < 60; second++) {
      traffic(2);
      score.spared(a, "t");
      score.spared(a, "t");
      seconds(1);
    }
    assertThat(score.score(a)).isPositive();
  }

  @Test
  void p3_traffic_before_the_graft_is_not_owed() {
    traffic(1000);
    score.grafted(a, "t", now);
    seconds(31);
    assertThat(score.score(a)).isPositive();
  }

  @Test
  void p3_without_a_share_is_the_fixed_number_of_the_specification() {
    use(
        new TopicScoreConfig(
            1,
            0,
            Duration.ofSeconds(1),
            0,
            1,
            0.9,
            10,
            -2,
            0.9,
            10,
            4,
            0,
            0,
            Duration.ofSeconds(5),
            Duration.ofMillis(10),
            -3,
            0.9,
            -1,
            0.9));
    score.grafted(a, "t", now);
    seconds(5);
    assertThat(score.score(a)).describedAs("not yet active").isZero();
    seconds(1);
    assertThat(score.score(a)).isCloseTo(-2 * 16, within(1e-9));
    score.pruned(a, "t");
    assertThat(score.score(a)).describedAs("P3b").isCloseTo(-3 * 16, within(1e-9));
    seconds(1);
    assertThat(score.score(a)).isCloseTo(-3 * 16 * 0.9, within(1e-9));
  }

  @Test
  void p4_rejected_messages_count_with_their_square() {
    score.rejected(a, "t");
    assertThat(score.score(a)).isEqualTo(-10);
    score.rejected(a, "t");
    assertThat(score.score(a)).isEqualTo(-40);
    score.rejected(a, "t");
    score.rejected(a, "t");
    assertThat(score.score(a)).isLessThan(ScoreConfig.DEFAULT.graylistThreshold());
  }

  @Test
  void p5_is_what_the_application_says() {
    application = -7;
    seconds(1);
    assertThat(score.score(a)).isEqualTo(-7);
  }

  @Test
  void p6_peers_of_one_address_beyond_the_threshold_count_with_their_square() {
    for (int i = 0; i < 12; i++) {
      score.connected(RouterNetwork.peer(10 + i), List.of("203.0.113.7"));
    }
    assertThat(score.score(RouterNetwork.peer(10))).isEqualTo(-5 * 4);
    assertThat(score.score(a)).describedAs("of no counted address").isZero();
    score.connected(RouterNetwork.peer(10), List.of("203.0.113.8"));
    assertThat(score.score(RouterNetwork.peer(10))).isZero();
    assertThat(score.score(RouterNetwork.peer(11))).isEqualTo(-5);
  }

  @Test
  void p7_penalties_beyond_the_threshold_count_with_their_square_and_decay() {
    score.penalise(a, 2);
    assertThat(score.score(a)).isZero();
    score.penalise(a, 1);
    assertThat(score.score(a)).isEqualTo(-5);
    seconds(60);
    assertThat(score.score(a)).isZero();
  }

  @Test
  void all_topics_together_give_no_more_than_the_cap() {
    for (int topic = 0; topic < 20; topic++) {
      for (int i = 0; i < 40; i++) {
        score.delivered(a, "t" + topic);
      }
    }
    assertThat(score.score(a)).isEqualTo(ScoreConfig.DEFAULT.topicCap());
  }

  @Test
  void a_bad_score_is_kept_when_a_peer_goes_and_does_not_decay_meanwhile() {
    score.rejected(a, "t");
    score.disconnected(a, now);
    seconds(600);
    a = score.connected(A, List.of());
    assertThat(score.score(a)).isEqualTo(-10);
    score.disconnected(a, now);
    seconds(3601);
    assertThat(score.score(score.connected(A, List.of()))).isZero();
  }

  @Test
  void a_good_score_is_forgotten_when_a_peer_goes() {
    score.delivered(a, "t");
    score.disconnected(a, now);
    assertThat(score.standing(A)).isNull();
  }

  @Test
  void the_number_of_kept_scores_is_bounded_and_the_oldest_go_first() {
    score = score(ScoreConfig.DEFAULT, 3);
    for (int i = 0; i < 5; i++) {
      Standing standing = score.connected(RouterNetwork.peer(i), List.of());
      score.rejected(standing, "t");
      score.disconnected(standing, now);
    }
    assertThat(metrics.refusals("p2p.gossipsub.max.retained")).isEqualTo(2);
    assertThat(score.score(RouterNetwork.peer(1))).isZero();
    assertThat(score.score(RouterNetwork.peer(4))).isEqualTo(-10);
  }

  @Test
  void wrong_signs_and_orders_are_refused_with_the_key() {
    ScoreConfig d = ScoreConfig.DEFAULT;
    assertThatThrownBy(
            () ->
                new ScoreConfig(
                    -10,
                    -60,
                    -20,
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
                    d.retention(),
                    d.topic(),
                    d.topics()))
        .hasMessageContaining("graylist.threshold <= publish.threshold");
    assertThatThrownBy(
            () ->
                new TopicScoreConfig(
                    1,
                    0,
                    Duration.ofSeconds(1),
                    0,
                    1,
                    0.9,
                    10,
                    2,
                    0.9,
                    10,
                    4,
                    0,
                    0,
                    Duration.ofSeconds(5),
                    Duration.ofMillis(10),
                    -3,
                    0.9,
                    -1,
                    0.9))
        .hasMessageContaining("p2p.gossipsub.score.topic.mesh.deliveries.weight");
  }
}

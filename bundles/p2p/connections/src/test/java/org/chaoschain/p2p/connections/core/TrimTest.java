// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.connections.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.connections.core.Trim.Candidate;
import org.junit.jupiter.api.Test;

/** Which connections go when there are too many. */
class TrimTest {
  private static Candidate candidate(long number, String ip, long value) {
    return new Candidate(number, Multiaddr.parse("/ip4/" + ip + "/tcp/1"), value, false);
  }

  private static List<Long> chosen(int count, int minPrefixes, Candidate... candidates) {
    return Trim.choose(Arrays.asList(candidates), count, minPrefixes).stream()
        .map(Candidate::number)
        .toList();
  }

  @Test
  void the_least_value_goes_first() {
    assertThat(
            chosen(
                2,
                0,
                candidate(1, "10.0.1.1", 5),
                candidate(2, "10.0.2.1", -3),
                candidate(3, "10.0.3.1", 0)))
        .containsExactly(2L, 3L);
  }

  @Test
  void of_equal_ones_the_crowded_prefix_goes_first_then_the_youngest() {
    assertThat(
            chosen(
                2,
                0,
                candidate(1, "10.0.1.1", 0),
                candidate(2, "10.0.2.1", 0),
                candidate(3, "10.0.2.2", 0),
                candidate(4, "10.0.3.1", 0)))
        .containsExactly(3L, 4L);
  }

  @Test
  void a_prefix_that_would_be_missed_goes_last_whatever_it_is_worth() {
    assertThat(
            chosen(
                2,
                2,
                candidate(1, "10.0.1.1", -100),
                candidate(2, "10.0.2.1", 10),
                candidate(3, "10.0.2.2", 20),
                candidate(4, "10.0.2.3", 30)))
        .containsExactly(2L, 3L);
    assertThat(chosen(2, 2, candidate(1, "10.0.1.1", -100), candidate(2, "10.0.2.1", 10)))
        .as("unless nothing else is left")
        .containsExactly(1L, 2L);
  }

  @Test
  void who_is_spared_stays_even_if_too_few_go() {
    Candidate spared = new Candidate(1, Multiaddr.parse("/ip4/10.0.1.1/tcp/1"), -1_000, true);
    assertThat(chosen(5, 0, spared, candidate(2, "10.0.1.2", 0))).containsExactly(2L);
  }
}

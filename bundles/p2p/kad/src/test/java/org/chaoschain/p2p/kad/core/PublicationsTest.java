// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chaoschain.p2p.kad.core.Fixture.multihash;

import java.time.Duration;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

class PublicationsTest {
  private static final long HOUR = Duration.ofHours(1).toNanos();
  private static final Bytes KEY = multihash(1);

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final Publications<String> published =
      new Publications<>(
          metrics.limit("p2p.kad.max.published", 3, "keys"),
          Duration.ofHours(22),
          Duration.ofHours(1));

  @Test
  void whatIsPublishedIsToldAtOnceAndAgainAfterTheInterval() throws Exception {
    published.put(KEY, "a", 0);
    assertThat(published.due(9, 0)).containsExactly("a");
    published.told(KEY, 20, 0);
    assertThat(published.due(9, 22 * HOUR - 1)).isEmpty();
    assertThat(published.due(9, 22 * HOUR)).containsExactly("a");
  }

  @Test
  void theSameAgainIsNotToldTwiceButANewValueIsToldAtOnce() throws Exception {
    published.put(KEY, "a", 0);
    published.due(9, 0);
    published.put(KEY, "a", HOUR);
    assertThat(published.due(9, HOUR)).isEmpty();
    published.put(KEY, "b", HOUR);
    assertThat(published.due(9, HOUR)).containsExactly("b");
  }

  @Test
  void whatNobodyHasTakenIsToldAgainSooner() throws Exception {
    published.put(KEY, "a", 0);
    published.due(9, 0);
    published.told(KEY, 0, 0);
    assertThat(published.due(9, HOUR)).containsExactly("a");
  }

  @Test
  void theLongestDueComesFirstAndTheNumberIsBounded() throws Exception {
    published.put(multihash(1), "late", HOUR);
    published.put(multihash(2), "early", 0);
    assertThat(published.due(1, HOUR)).containsExactly("early");
    assertThat(published.due(1, HOUR)).containsExactly("late");
    published.put(multihash(3), "c", 0);
    assertThatThrownBy(() -> published.put(multihash(4), "d", 0))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("p2p.kad.max.published");
    assertThat(published.remove(multihash(3))).isTrue();
    published.put(multihash(4), "d", 0);
    assertThat(published.all()).containsExactlyInAnyOrder("early", "late", "d");
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.chaoschain.cli.bench.Gaps.Window;
import org.junit.jupiter.api.Test;

/** The longest gaps between handled messages, in windows of time. */
class GapsTest {
  private static final long MS = 1_000_000;

  private static long[] moments(long... millis) {
    long[] moments = new long[millis.length];
    for (int i = 0; i < millis.length; i++) {
      moments[i] = millis[i] * MS;
    }
    return moments;
  }

  private static Window window(long begin, long end) {
    return new Window(begin * MS, end * MS);
  }

  @Test
  void a_gap_counts_as_a_whole_in_every_window_it_touches() {
    long[] moments = moments(0, 1, 2, 30, 31, 32, 40);
    assertThat(new Gaps(moments, List.of(window(10, 20))).max()).isEqualTo(28);
    assertThat(new Gaps(moments, List.of(window(31, 32))).max()).isEqualTo(8);
    assertThat(new Gaps(moments, List.of(window(0, 1))).max()).isEqualTo(28 - 27);
  }

  @Test
  void percentiles_are_by_nearest_rank() {
    long[] moments = moments(0, 1, 3, 6, 10, 15);
    Gaps gaps =
        new Gaps(
            moments,
            List.of(window(0, 0), window(2, 2), window(4, 5), window(7, 9), window(11, 14)));
    assertThat(gaps.windows()).isEqualTo(5);
    assertThat(gaps.percentile(0.5)).isEqualTo(3);
    assertThat(gaps.percentile(0.99)).isEqualTo(5);
    assertThat(gaps.max()).isEqualTo(5);
  }

  @Test
  void without_windows_all_is_zero() {
    Gaps none = new Gaps(moments(1, 2), List.of());
    assertThat(none.percentile(0.5)).isZero();
    assertThat(none.max()).isZero();
  }
}

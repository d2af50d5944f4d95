// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.agent.gateway.core.Pace.Verdict;
import org.junit.jupiter.api.Test;

/** Who sends too fast is told before anything is refused. */
class PaceTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void aBurstIsTakenThenToldOnceThenTakenAndOnlyThenRefused() {
    Pace pace = new Pace(5, 0);
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      verdicts.add(pace.next(0));
    }
    assertThat(verdicts.subList(0, 10)).containsOnly(Verdict.TAKE);
    assertThat(verdicts.get(10)).isEqualTo(Verdict.TAKE_AND_TELL);
    assertThat(verdicts.subList(11, 20)).containsOnly(Verdict.TAKE);
    assertThat(verdicts.subList(20, 25)).containsOnly(Verdict.REFUSE);
  }

  @Test
  void whoWaitsAsLongAsToldIsWithinThePace() {
    Pace pace = new Pace(5, 0);
    for (int i = 0; i < 25; i++) {
      pace.next(0);
    }
    Duration wait = pace.pause(0);
    assertThat(wait).isEqualTo(Duration.ofMillis(2200));
    assertThat(pace.pause(wait.toNanos())).isZero();
    assertThat(pace.next(wait.toNanos())).isEqualTo(Verdict.TAKE);
    assertThat(pace.next(wait.toNanos())).isEqualTo(Verdict.TAKE_AND_TELL);
  }

  @Test
  void thePaceItselfIsNeverTooFastAndAClockThatStandsStillGivesNothing() {
    Pace pace = new Pace(4, 0);
    for (int i = 0; i < 1_000; i++) {
      assertThat(pace.next(i * SECOND / 4)).isEqualTo(Verdict.TAKE);
    }
    assertThat(new Pace(0.5, 0).next(-5)).isEqualTo(Verdict.TAKE);
  }
}

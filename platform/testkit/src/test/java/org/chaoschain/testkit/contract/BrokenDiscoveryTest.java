// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.chaoschain.testkit.contract.FixedDiscovery.Fault;
import org.junit.jupiter.api.Test;

/** The contract notices a discovery that is broken. */
class BrokenDiscoveryTest {
  static final class GoesOnAfterStop extends FixedDiscoveryContract {
    GoesOnAfterStop() {
      super(Fault.GOES_ON_AFTER_STOP);
    }
  }

  @Test
  void aDiscoveryThatCannotBeStoppedFails() {
    assertThat(Failures.of(GoesOnAfterStop.class))
        .containsExactly("itCanBeStoppedAtAnyMoment", "itFindsNothingMoreOnceItHasStopped");
  }

  static final class Floods extends FixedDiscoveryContract {
    Floods() {
      super(Fault.FLOODS);
    }
  }

  @Test
  void aDiscoveryThatFloodsFails() {
    assertThat(Failures.of(Floods.class)).contains("impatienceIsNoFlood");
  }

  static final class ForgetsOne extends FixedDiscoveryContract {
    ForgetsOne() {
      super(Fault.FORGETS_ONE);
    }
  }

  @Test
  void aDiscoveryThatMissesAPeerFails() {
    assertThat(Failures.of(ForgetsOne.class)).contains("itFindsEveryoneWithAnAddress");
  }

  static final class DiesOfASink extends FixedDiscoveryContract {
    DiesOfASink() {
      super(Fault.DIES_OF_A_SINK);
    }
  }

  @Test
  void aDiscoveryThatASinkCanKillFails() {
    assertThat(Failures.of(DiesOfASink.class)).contains("aSinkThatThrowsDoesNotStopIt");
  }
}

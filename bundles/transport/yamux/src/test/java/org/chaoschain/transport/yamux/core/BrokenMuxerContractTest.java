// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.chaoschain.p2p.api.muxer.StreamMuxer;
import org.chaoschain.testkit.contract.StreamMuxerContract;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** The contract finds every defect of {@link BrokenMuxer}. */
class BrokenMuxerContractTest {
  private static BrokenMuxer.Defect defect;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void theContractFinds(BrokenMuxer.Defect broken) {
    Events tests = run(broken);
    assertThat(tests.failed().stream().map(event -> event.getTestDescriptor().getDisplayName()))
        .contains(expected(broken));
  }

  @Test
  void theContractFindsNothingWhereNothingIsWrong() {
    Events tests = run(BrokenMuxer.Defect.NONE);
    assertThat(tests.failed().list()).isEmpty();
    assertThat(tests.succeeded().count()).isGreaterThan(15);
  }

  private static Events run(BrokenMuxer.Defect broken) {
    defect = broken;
    try {
      return EngineTestKit.engine("junit-jupiter")
          .selectors(selectClass(BrokenCase.class))
          .execute()
          .testEvents();
    } finally {
      defect = null;
    }
  }

  /** What the defects leak on purpose is not for the checks of other classes. */
  @AfterAll
  static void forgetLeaks() {
    LeakCheck.found();
  }

  private static String expected(BrokenMuxer.Defect broken) {
    return switch (broken) {
      case LOSES_A_BYTE, LEAKS_WHAT_IS_READ ->
          "bothSidesOpenStreamsAndBytesArriveInOrderBothWays()";
      case ALWAYS_WRITABLE -> "aWriterIsStoppedWhileNobodyReadsOthersGoOnAndAllArrivesLater()";
      case IGNORES_READING_OFF -> "aHandlerThatSwitchesReadingOffGetsNothingMoreUntilItIsOnAgain()";
      case SWALLOWS_THE_END -> "aHalfCloseEndsOneDirectionAfterItsBytes()";
      case RESET_LOOKS_ORDERLY -> "aResetEndsBothSidesAtOnceAndOthersGoOn()";
      case TELLS_THE_CLOSE_TWICE, KEEPS_OPENING -> "aCloseEndsAllStreamsAndBothSides()";
      case NONE -> throw new IllegalArgumentException("nothing is wrong");
      case DRAINS_DEAF -> "aStreamOpenedBeforeADrainWasHeardOfIsServed()";
      case WRONG_PING -> "aPingMeasuresTheRoundTrip()";
    };
  }

  static boolean running() {
    return defect != null;
  }

  /** Only runs from the test above. */
  @EnabledIf("org.chaoschain.transport.yamux.core.BrokenMuxerContractTest#running")
  static class BrokenCase extends StreamMuxerContract {
    @Override
    protected StreamMuxer newMuxer(Simulation simulation) {
      return new BrokenMuxer(
          new YamuxMuxer(
              simulation.scheduler(),
              simulation.clock(),
              simulation.metrics(),
              YamuxConfig.DEFAULT,
              simulation.allocator()),
          defect);
    }
  }
}

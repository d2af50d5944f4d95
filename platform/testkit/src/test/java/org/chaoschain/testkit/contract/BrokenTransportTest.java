// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.testkit.contract.BrokenTransport.Fault;
import org.junit.jupiter.api.Test;

/** The contract notices a transport that is broken. */
class BrokenTransportTest {
  private abstract static class WithFault extends SimulatedTransportContract {
    private final Fault fault;

    WithFault(Fault fault) {
      this.fault = fault;
    }

    @Override
    protected Transport newTransport() {
      return new BrokenTransport(super.newTransport(), fault);
    }
  }

  static final class ReadsAlways extends WithFault {
    ReadsAlways() {
      super(Fault.READS_ALWAYS);
    }
  }

  @Test
  void aTransportThatReadsWhenItMustNotFails() {
    assertThat(
            Failures.of(
                ReadsAlways.class, "aHandlerThatSwitchesReadingOffGetsNothingMoreUntilItIsOnAgain"))
        .containsExactlyInAnyOrder("aHandlerThatSwitchesReadingOffGetsNothingMoreUntilItIsOnAgain");
  }

  static final class NeverSaysStop extends WithFault {
    NeverSaysStop() {
      super(Fault.NEVER_SAYS_STOP);
    }
  }

  @Test
  void aTransportWithoutBackpressureFails() {
    assertThat(
            Failures.of(NeverSaysStop.class, "aWriterIsStoppedWhileNobodyReadsAndGoesOnAfterwards"))
        .containsExactlyInAnyOrder("aWriterIsStoppedWhileNobodyReadsAndGoesOnAfterwards");
  }

  static final class ForgetsHalfClose extends WithFault {
    ForgetsHalfClose() {
      super(Fault.FORGETS_HALF_CLOSE);
    }
  }

  @Test
  void aTransportWithoutHalfCloseFails() {
    assertThat(
            Failures.of(
                ForgetsHalfClose.class,
                "aHalfCloseEndsOneDirectionAfterItsBytes",
                "anEndIsToldEvenIfNothingWasWritten"))
        .containsExactlyInAnyOrder(
            "aHalfCloseEndsOneDirectionAfterItsBytes", "anEndIsToldEvenIfNothingWasWritten");
  }

  static final class ClosesByReset extends WithFault {
    ClosesByReset() {
      super(Fault.CLOSES_BY_RESET);
    }
  }

  @Test
  void aTransportWhoseCloseLosesBytesFails() {
    assertThat(Failures.of(ClosesByReset.class, "aCloseDeliversAllThatWasWrittenFirst"))
        .containsExactlyInAnyOrder("aCloseDeliversAllThatWasWrittenFirst");
  }

  static final class LosesAWrite extends WithFault {
    LosesAWrite() {
      super(Fault.LOSES_A_WRITE);
    }
  }

  @Test
  void aTransportThatLosesBytesFails() {
    assertThat(
            Failures.of(
                LosesAWrite.class,
                "bytesArriveInOrderBothWaysAtOnce",
                "writesFromInsideTheExecutorArriveInOrder"))
        .containsExactlyInAnyOrder(
            "bytesArriveInOrderBothWaysAtOnce", "writesFromInsideTheExecutorArriveInOrder");
  }

  static final class KeepsABuffer extends WithFault {
    KeepsABuffer() {
      super(Fault.KEEPS_A_BUFFER);
    }
  }

  @Test
  void aTransportThatKeepsBuffersFails() {
    assertThat(Failures.of(KeepsABuffer.class, "writtenBuffersAreReleased"))
        .containsExactlyInAnyOrder("writtenBuffersAreReleased");
  }

  static final class KeepsItsAddress extends WithFault {
    KeepsItsAddress() {
      super(Fault.KEEPS_ITS_ADDRESS);
    }
  }

  @Test
  void aTransportThatKeepsItsAddressFails() {
    assertThat(Failures.of(KeepsItsAddress.class))
        .containsExactlyInAnyOrder(
            "anAddressInUseIsRefusedAndFreeAfterTheClose",
            "theNextTransportHasTheVeryAddressAtOnceWhileConnectionsGoOn");
  }

  static final class DropsWithItsListener extends WithFault {
    DropsWithItsListener() {
      super(Fault.DROPS_WITH_ITS_LISTENER);
    }
  }

  @Test
  void aTransportWhoseConnectionsEndWithTheirListenerFails() {
    assertThat(Failures.of(DropsWithItsListener.class))
        .containsExactlyInAnyOrder(
            "connectionsOutliveTheirListener",
            "theNextTransportHasTheVeryAddressAtOnceWhileConnectionsGoOn");
  }

  static final class TellsTheEndTwice extends WithFault {
    TellsTheEndTwice() {
      super(Fault.TELLS_THE_END_TWICE);
    }
  }

  @Test
  void aTransportThatTellsTheEndTwiceFails() {
    assertThat(Failures.of(TellsTheEndTwice.class, "aResetEndsBothSidesAtOnce"))
        .containsExactlyInAnyOrder("aResetEndsBothSidesAtOnce");
  }

  static final class TakesAnyAddress extends WithFault {
    TakesAnyAddress() {
      super(Fault.TAKES_ANY_ADDRESS);
    }
  }

  @Test
  void aTransportThatClaimsAnyAddressFails() {
    assertThat(Failures.of(TakesAnyAddress.class)).containsExactly("anUnsupportedAddressIsRefused");
  }
}

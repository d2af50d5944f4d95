// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.chaoschain.testkit.contract.LineProtocol.Fault;
import org.junit.jupiter.api.Test;

/** The contract notices a stream protocol that is broken. */
class BrokenStreamProtocolTest {
  static final class ThrowsOnGarbage extends LineProtocolContract {
    ThrowsOnGarbage() {
      super(Fault.THROWS_ON_GARBAGE);
    }
  }

  @Test
  void aProtocolThatThrowsFails() {
    assertThat(Failures.of(ThrowsOnGarbage.class)).contains("garbageEndsTheStreamWithAReason");
  }

  static final class IgnoresBackpressure extends LineProtocolContract {
    IgnoresBackpressure() {
      super(Fault.IGNORES_BACKPRESSURE);
    }
  }

  @Test
  void aProtocolThatWritesWithoutEndFails() {
    assertThat(Failures.of(IgnoresBackpressure.class))
        .containsExactly("aRemoteThatNeverReadsCannotFillTheMemory");
  }

  static final class KeepsBuffers extends LineProtocolContract {
    KeepsBuffers() {
      super(Fault.KEEPS_BUFFERS);
    }
  }

  @Test
  void aProtocolThatKeepsBuffersFails() {
    assertThat(Failures.of(KeepsBuffers.class)).contains("aRequestIsAnsweredWhole");
  }

  static final class NeverEnds extends LineProtocolContract {
    NeverEnds() {
      super(Fault.NEVER_ENDS);
    }
  }

  @Test
  void aProtocolThatNeverEndsAStreamFails() {
    assertThat(Failures.of(NeverEnds.class))
        .contains("anImmediateHalfCloseEndsTheStream", "aTruncatedRequestEndsTheStream");
  }

  static final class ExpectsWholeLines extends LineProtocolContract {
    ExpectsWholeLines() {
      super(Fault.EXPECTS_WHOLE_LINES);
    }
  }

  @Test
  void aProtocolThatNeedsItsBytesInOnePieceFails() {
    assertThat(Failures.of(ExpectsWholeLines.class)).contains("aRequestIsAnsweredByteByByte");
  }

  static final class CutsWhenRetired extends LineProtocolContract {
    CutsWhenRetired() {
      super(Fault.CUTS_WHEN_RETIRED);
    }
  }

  @Test
  void aProtocolThatCutsItsStreamsWhenItIsRetiredFails() {
    assertThat(Failures.of(CutsWhenRetired.class))
        .containsExactlyInAnyOrder(
            "aRequestThatHasBegunIsAnsweredAfterTheRetirement",
            "anIdleStreamThatIsRetiredGoesOnOrEndsInAnOrderlyWay");
  }

  static final class ThrowsWhenRetired extends LineProtocolContract {
    ThrowsWhenRetired() {
      super(Fault.THROWS_WHEN_RETIRED);
    }
  }

  @Test
  void aProtocolThatThrowsWhenItIsRetiredFails() {
    assertThat(Failures.of(ThrowsWhenRetired.class))
        .containsExactlyInAnyOrder(
            "aRequestThatHasBegunIsAnsweredAfterTheRetirement",
            "anIdleStreamThatIsRetiredGoesOnOrEndsInAnOrderlyWay");
  }

  static final class ClosesWithoutAReason extends LineProtocolContract {
    ClosesWithoutAReason() {
      super(Fault.CLOSES_WITHOUT_A_REASON);
    }
  }

  @Test
  void aProtocolThatHidesAnErrorFails() {
    assertThat(Failures.of(ClosesWithoutAReason.class))
        .containsExactly("garbageEndsTheStreamWithAReason");
  }
}

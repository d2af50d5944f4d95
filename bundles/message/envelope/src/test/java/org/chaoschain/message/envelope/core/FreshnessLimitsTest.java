// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.chaoschain.message.envelope.core.Fixtures.ALICE;
import static org.chaoschain.message.envelope.core.Fixtures.MAX;
import static org.chaoschain.message.envelope.core.Fixtures.NEW_YEAR;
import static org.chaoschain.message.envelope.core.Fixtures.status;
import static org.chaoschain.message.envelope.core.Fixtures.time;
import static org.chaoschain.message.envelope.core.Fixtures.wire;

import java.time.Duration;
import java.time.Instant;
import org.chaoschain.message.envelope.core.StaleEnvelopeException.Reason;
import org.chaoschain.proto.v1.ChaoschainMessage;
import org.junit.jupiter.api.Test;

class FreshnessLimitsTest {
  private static final FreshnessLimits LIMITS =
      new FreshnessLimits(Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofDays(7));
  private static final Instant MADE = Instant.ofEpochSecond(NEW_YEAR);

  @Test
  void aMessageIsFreshFromTheClockSkewBeforeItsMakingUntilItsExpiry() throws EnvelopeException {
    ChaoschainMessage.Builder minute = status().setExpiresAt(time(NEW_YEAR + 60));
    assertThat(judge(minute, MADE.minusSeconds(30).minusNanos(1))).isEqualTo(Reason.FROM_FUTURE);
    assertThat(judge(minute, MADE.minusSeconds(30))).isNull();
    assertThat(judge(minute, MADE.plusSeconds(60).minusNanos(1))).isNull();
    assertThat(judge(minute, MADE.plusSeconds(60))).isEqualTo(Reason.EXPIRED);
  }

  @Test
  void aMessageWithoutExpiryLivesForTheDefaultLifetime() throws EnvelopeException {
    assertThat(judge(status(), MADE.plusSeconds(600).minusNanos(1))).isNull();
    assertThat(judge(status(), MADE.plusSeconds(600))).isEqualTo(Reason.EXPIRED);
  }

  @Test
  void nobodyMayAskForALongerLifeThanTheMaximum() throws EnvelopeException {
    long week = Duration.ofDays(7).toSeconds();
    assertThat(judge(status().setExpiresAt(time(NEW_YEAR + week)), MADE)).isNull();
    assertThat(judge(status().setExpiresAt(time(NEW_YEAR + week + 1)), MADE))
        .isEqualTo(Reason.LIFETIME);
  }

  @Test
  void theExtremesOfTimeAreJudgedNotThrownAt() throws EnvelopeException {
    assertThat(judge(status().setCreatedAt(time(0)), MADE)).isEqualTo(Reason.EXPIRED);
    assertThat(judge(status().setCreatedAt(time(253_402_300_799L)), MADE))
        .isEqualTo(Reason.FROM_FUTURE);
  }

  @Test
  void limitsThatContradictEachOtherAreRefused() {
    Duration second = Duration.ofSeconds(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FreshnessLimits(second.negated(), second, second));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FreshnessLimits(second, Duration.ZERO, second));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FreshnessLimits(second, second.plusNanos(1), second));
  }

  private static Reason judge(ChaoschainMessage.Builder message, Instant now)
      throws EnvelopeException {
    Envelope envelope = EnvelopeParser.parse(wire(message.build(), ALICE), MAX);
    StaleEnvelopeException e =
        catchThrowableOfType(StaleEnvelopeException.class, () -> LIMITS.check(envelope, now));
    return e == null ? null : e.reason();
  }
}

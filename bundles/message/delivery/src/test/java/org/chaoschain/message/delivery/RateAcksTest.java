// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.DeliveryException;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.message.delivery.durable.core.Answer;
import org.chaoschain.proto.v1.DirectAck;
import org.chaoschain.proto.v1.DirectRefusal;
import org.junit.jupiter.api.Test;

/** The sender of a direct message learns that it was too fast, and when to try again. */
class RateAcksTest {
  private static final Bytes DIGEST = Bytes.wrap(new byte[32]);

  @Test
  void each_scope_is_told_as_a_rate_with_the_time_to_wait() {
    for (Refusal refusal : List.of(Refusal.PEER_RATE, Refusal.AGENT_RATE, Refusal.TYPE_RATE)) {
      DirectAck ack =
          Acks.of(DIGEST, new Refused(refusal, "too fast", false, Duration.ofNanos(1_200_000)));
      assertThat(ack.getRefusal().getCode()).isEqualTo(DirectRefusal.Code.CODE_RATE);
      assertThat(ack.getRefusal().getRetryable()).isTrue();
      assertThat(ack.getRefusal().getRetryAfterMs()).as("rounded up").isEqualTo(2);
    }
  }

  @Test
  void other_refusals_leave_the_time_to_the_sender() {
    DirectAck ack = Acks.of(DIGEST, new Refused(Refusal.BUSY, "full", false));
    assertThat(ack.getRefusal().getRetryAfterMs()).isZero();
  }

  @Test
  void the_sender_is_told_that_the_receiver_is_busy() {
    Refused tooFast = new Refused(Refusal.TYPE_RATE, "too fast", false, Duration.ofSeconds(1));
    List<Answer> answers =
        List.of(Acks.answer(Acks.of(DIGEST, tooFast), "peer"), Acks.answer(tooFast));
    for (Answer answer : answers) {
      Answer.Refused refused = (Answer.Refused) answer;
      assertThat(refused.reason()).isEqualTo(DeliveryException.Reason.BUSY);
      assertThat(refused.retryable()).isTrue();
      assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    }
  }
}

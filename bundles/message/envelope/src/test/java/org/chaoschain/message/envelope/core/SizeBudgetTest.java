// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chaoschain.message.envelope.core.Fixtures.ALICE;
import static org.chaoschain.message.envelope.core.Fixtures.BOB;
import static org.chaoschain.message.envelope.core.Fixtures.NODE;
import static org.chaoschain.message.envelope.core.Fixtures.communication;
import static org.chaoschain.message.envelope.core.Fixtures.publicKey;
import static org.chaoschain.message.envelope.core.Fixtures.says;

import com.google.protobuf.Timestamp;
import org.chaoschain.proto.v1.Announcement;
import org.chaoschain.proto.v1.ChaoschainMessage;
import org.chaoschain.proto.v1.CommunicationType;
import org.chaoschain.proto.v1.Delegation;
import org.junit.jupiter.api.Test;

/** Every field of the envelope is present and as long as it may be; the content is empty. */
class SizeBudgetTest {
  private static final Timestamp LONGEST_TIME =
      Timestamp.newBuilder().setSeconds(253_402_300_798L).setNanos(999_999_999).build();
  private static final Timestamp LONGEST_EXPIRY =
      Timestamp.newBuilder().setSeconds(253_402_300_799L).setNanos(999_999_999).build();
  private static final String LONGEST_CHAIN_ID = "c".repeat(EnvelopeRules.MAX_CHAIN_ID_BYTES);

  @Test
  void anAgentMessageWithEmptyContentHasAtMost400Bytes() throws EnvelopeException {
    assertThat(new EnvelopeSigner(ALICE).sign(longest().build()).envelope().size())
        .isLessThanOrEqualTo(400);
  }

  @Test
  void withADelegationItHasAtMost600Bytes() throws EnvelopeException {
    Delegation.Builder delegation =
        Delegation.newBuilder()
            .setAgent(publicKey(ALICE))
            .setNodeKey(publicKey(NODE))
            .setChainId(LONGEST_CHAIN_ID)
            .addTopics("agents")
            .setExpiresAt(LONGEST_EXPIRY);
    int left = Delegations.MAX_PAYLOAD_BYTES - delegation.build().getSerializedSize();
    delegation.addTopics("t".repeat(left - 2));
    assertThat(delegation.build().getSerializedSize()).isEqualTo(Delegations.MAX_PAYLOAD_BYTES);

    ChaoschainMessage message =
        longest().setDelegation(Delegations.sign(ALICE, delegation.build())).build();
    assertThat(new EnvelopeSigner(NODE).sign(message).envelope().size()).isLessThanOrEqualTo(600);
  }

  private static ChaoschainMessage.Builder longest() {
    return says(communication()
            .setTargetId(publicKey(BOB))
            .setType(CommunicationType.COMMUNICATION_TYPE_ANNOUNCEMENT)
            .setAnnouncement(Announcement.getDefaultInstance()))
        .setMessageId("m".repeat(EnvelopeRules.MAX_MESSAGE_ID_BYTES))
        .setInReplyTo("r".repeat(EnvelopeRules.MAX_MESSAGE_ID_BYTES))
        .setChainId(LONGEST_CHAIN_ID)
        .setCreatedAt(LONGEST_TIME)
        .setExpiresAt(LONGEST_EXPIRY)
        .setCritical(true);
  }
}

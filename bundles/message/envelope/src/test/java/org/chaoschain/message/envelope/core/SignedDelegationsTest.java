// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.util.Random;
import org.chaoschain.proto.v1.Delegation;
import org.chaoschain.proto.v1.SignedDelegation;
import org.junit.jupiter.api.Test;

class SignedDelegationsTest {
  private static Ed25519Key agent(int number) {
    byte[] seed = new byte[Ed25519Key.SEED_BYTES];
    seed[0] = (byte) number;
    return Ed25519Key.ofSeed(seed);
  }

  private static ByteString key(int number) {
    return ByteString.copyFrom(agent(number).publicKey().toArray());
  }

  private static SignedDelegation delegation(int number, long end) {
    return Delegations.sign(
        agent(number),
        Delegation.newBuilder()
            .setAgent(key(number))
            .setNodeKey(key(99))
            .setChainId("test")
            .addTopics("agents")
            .setExpiresAt(Timestamp.newBuilder().setSeconds(end))
            .build());
  }

  private static SignedDelegation flipped(SignedDelegation delegation, Random random) {
    byte[] signature = delegation.getSignature().toByteArray();
    signature[random.nextInt(signature.length)] ^= (byte) (1 << random.nextInt(8));
    return delegation.toBuilder().setSignature(ByteString.copyFrom(signature)).build();
  }

  /** What is known is never taken for what is not: others of the same agent, place and bytes. */
  @Test
  void theTableChangesNoAnswer() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    SignedDelegations table = new SignedDelegations(2);
    for (int i = 0; i < 400; i++) {
      int agent = 1 + random.nextInt(3);
      SignedDelegation good = delegation(agent, 1_000 + random.nextInt(3));
      assertThat(table.signed(key(agent), good)).as("seed %d, step %d", seed, i).isTrue();
      assertThat(table.signed(key(agent), flipped(good, random)))
          .as("seed %d, step %d: another signature", seed, i)
          .isFalse();
      SignedDelegation longer =
          good.toBuilder().setPayload(delegation(agent, 9_000).getPayload()).build();
      assertThat(table.signed(key(agent), longer))
          .as("seed %d, step %d: a longer life than was signed", seed, i)
          .isFalse();
    }
  }

  @Test
  void aSizeThatIsNoPowerOfTwoIsRefused() {
    assertThatThrownBy(() -> new SignedDelegations(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 3");
  }
}

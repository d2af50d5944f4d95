// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.junit.jupiter.api.Test;

/** The text form of an agent id, against arithmetic with big numbers. */
class AgentIdTextTest {
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

  @Property
  void theTextIsTheKeyInBase58(@ForAll @Size(32) byte[] key) {
    AgentId id = new AgentId(Bytes.copyOf(key));
    assertThat(id.toString()).isEqualTo("did:key:z" + base58(key));
    assertThat(AgentId.parse(id.toString())).isEqualTo(id);
  }

  @Test
  void theSmallestAndTheLargestKeyHaveATextToo() {
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xff);
    for (byte[] key : new byte[][] {new byte[32], ones}) {
      assertThat(new AgentId(Bytes.copyOf(key)).toString()).isEqualTo("did:key:z" + base58(key));
    }
  }

  @Property
  void aNumberWithAnotherCodecIsNoAgentId(@ForAll @Size(min = 1, max = 40) byte[] number) {
    BigInteger n = new BigInteger(1, number);
    String text = "did:key:z" + base58(n);
    if (n.shiftRight(256).equals(BigInteger.valueOf(0xed01))) {
      assertThat(AgentId.parse(text)).hasToString(text);
    } else {
      assertThatThrownBy(() -> AgentId.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is no agent id");
    }
  }

  @Property
  void aMultipleOfTwoToThePowerOf288IsNotOverlooked(@ForAll @Size(32) byte[] key) {
    BigInteger n = number(key).add(BigInteger.ONE.shiftLeft(288));
    assertThatThrownBy(() -> AgentId.parse("did:key:z" + base58(n)))
        .hasMessageContaining("not an Ed25519 key");
  }

  @Test
  void thereIsOneTextForAKey() {
    String digits = base58(number(new byte[32]));
    assertThat(AgentId.parse("did:key:z" + digits).key()).isEqualTo(Bytes.copyOf(new byte[32]));
    assertThatThrownBy(() -> AgentId.parse("did:key:z1" + digits))
        .hasMessageContaining("not in canonical form");
    assertThatThrownBy(() -> AgentId.parse("did:key:z" + digits.replace('6', '0')))
        .hasMessageContaining("'0' at 9 is not in the base58btc alphabet");
    assertThatThrownBy(() -> AgentId.parse("did:key:z")).hasMessageContaining("is no agent id");
    assertThatThrownBy(() -> AgentId.parse("did:key:z" + "z".repeat(55)))
        .hasMessageContaining("not an Ed25519 key");
    assertThatThrownBy(() -> AgentId.parse("did:key:z" + "z".repeat(56)))
        .hasMessageContaining("it must be a did:key");
  }

  private static BigInteger number(byte[] key) {
    return BigInteger.valueOf(0xed01).shiftLeft(256).add(new BigInteger(1, key));
  }

  private static String base58(byte[] key) {
    return base58(number(key));
  }

  private static String base58(BigInteger number) {
    BigInteger n = number;
    StringBuilder text = new StringBuilder();
    for (; n.signum() > 0; n = n.divide(BigInteger.valueOf(58))) {
      text.append(ALPHABET.charAt(n.mod(BigInteger.valueOf(58)).intValue()));
    }
    return text.reverse().toString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import static org.assertj.core.api.Assertions.assertThat;

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

  private static String base58(byte[] key) {
    BigInteger n = BigInteger.valueOf(0xed01).shiftLeft(256).add(new BigInteger(1, key));
    StringBuilder text = new StringBuilder();
    for (; n.signum() > 0; n = n.divide(BigInteger.valueOf(58))) {
      text.append(ALPHABET.charAt(n.mod(BigInteger.valueOf(58)).intValue()));
    }
    return text.reverse().toString();
  }
}

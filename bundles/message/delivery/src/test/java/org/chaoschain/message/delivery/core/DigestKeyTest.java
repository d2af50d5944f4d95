// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.crypto.macs.SipHash128;
import org.bouncycastle.crypto.params.KeyParameter;
import org.chaoschain.api.bytes.Bytes;
import org.junit.jupiter.api.Test;

/** Digests are shortened by SipHash-2-4-128, as another implementation computes it. */
class DigestKeyTest {
  @Property
  void the_result_is_that_of_another_implementation(
      @ForAll @Size(16) byte[] secret, @ForAll @Size(max = 40) byte[] digest) {
    SipHash128 oracle = new SipHash128();
    oracle.init(new KeyParameter(secret));
    oracle.update(digest, 0, digest.length);
    byte[] expected = new byte[16];
    oracle.doFinal(expected, 0);
    DigestKey.Work work = new DigestKey.Work();
    new DigestKey(Bytes.copyOf(secret)).shorten(Bytes.copyOf(digest), work);
    ByteBuffer result = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    result.putLong(work.low).putLong(work.high);
    assertThat(result.array()).isEqualTo(expected);
  }

  @Test
  void another_secret_gives_another_result() {
    DigestKey.Work one = new DigestKey.Work();
    DigestKey.Work two = new DigestKey.Work();
    Bytes digest = Bytes.wrap(new byte[32]);
    new DigestKey(Bytes.wrap(new byte[16])).shorten(digest, one);
    new DigestKey(Bytes.wrap(new byte[15]).concat(Bytes.copyOf((byte) 1))).shorten(digest, two);
    assertThat(one.low).isNotEqualTo(two.low);
    assertThat(one.high).isNotEqualTo(two.high);
  }

  @Test
  void a_secret_of_another_size_is_refused() {
    assertThatThrownBy(() -> new DigestKey(Bytes.wrap(new byte[15])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("15")
        .hasMessageContaining("16");
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.peer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.chaoschain.api.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Base58Test {
  @ParameterizedTest
  @CsvSource({
    "Hello World!, 2NEpo7TZRRrLZSi2U",
    "The quick brown fox jumps over the lazy dog.,"
        + " USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"
  })
  void writesAndReadsTheExamplesOfTheDraft(String plain, String text) {
    Bytes bytes = Bytes.wrap(plain.getBytes(UTF_8));
    assertThat(Base58.encode(bytes)).isEqualTo(text);
    assertThat(Base58.decode(text)).isEqualTo(bytes);
  }

  @Test
  void keepsLeadingZeros() {
    assertThat(Base58.encode(Bytes.fromHex("0000287fb4cd"))).isEqualTo("11233QC4");
    assertThat(Base58.decode("11233QC4")).isEqualTo(Bytes.fromHex("0000287fb4cd"));
    assertThat(Base58.encode(Bytes.EMPTY)).isEmpty();
  }

  @Property
  void readsWhatItWrote(@ForAll @Size(max = Base58.MAX_BYTES) byte[] value) {
    Bytes bytes = Bytes.copyOf(value);
    assertThat(Base58.decode(Base58.encode(bytes))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"110l, 2", "I, 0", "Qm O, 2", "Qmü, 2"})
  void namesTheCharacterThatIsNotInTheAlphabet(String text, int offset) {
    assertThatThrownBy(() -> Base58.decode(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("offset " + offset);
  }

  @Test
  void refusesLongInput() {
    assertThatThrownBy(() -> Base58.decode("1".repeat(Base58.MAX_CHARACTERS + 1)))
        .hasMessageContaining("at most 176 characters, not 177");
    assertThatThrownBy(() -> Base58.encode(Bytes.wrap(new byte[Base58.MAX_BYTES + 1])))
        .hasMessageContaining("at most 128 bytes, not 129");
  }
}

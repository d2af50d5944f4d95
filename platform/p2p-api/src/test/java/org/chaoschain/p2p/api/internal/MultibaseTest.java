// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultibaseTest {
  /** The text "yes mani !" of the multibase specification's test files. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "f796573206d616e692021",
        "F796573206D616E692021",
        "bpfsxgidnmfxgsibb",
        "BPFSXGIDNMFXGSIBB",
        "k2lcpzo5yikidynfl",
        "z7paNL19xttacUY",
        "ueWVzIG1hbmkgIQ"
      })
  void readsTheExamplesOfTheSpecification(String text) {
    assertThat(new String(Multibase.decode(text), UTF_8)).isEqualTo("yes mani !");
  }

  @Property
  void readsWhatItWrote(@ForAll @Size(max = 100) byte[] value) {
    assertThat(Multibase.decode(Multibase.encodeBase32(value))).isEqualTo(value);
    assertThat(Multibase.decode(Multibase.encodeBase64Url(value))).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "q00", "b1", "ba", "baaa", "bab", "f1", "fxx", "u!!", "ueR", "uA", "z0"})
  void refusesWhatItWouldNotWrite(String text) {
    assertThatThrownBy(() -> Multibase.decode(text)).isInstanceOf(MalformedBytesException.class);
  }
}

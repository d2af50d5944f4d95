// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.junit.jupiter.api.Test;

/** Lists of revocations grow, and are signed by whose plugins they strike. */
class RevocationListTest {
  private static final Revocation VERSION =
      new Revocation.OfVersion("org.example.haiku", "1.0.0", "loses syllables");
  private static final Revocation FILE = new Revocation.OfFile(PluginSignatureTest.hash(9), "");

  private static RevocationList list(long sequence, Revocation... revocations) {
    return RevocationList.sign(
        sequence, PluginSignatureTest.CREATED, List.of(revocations), PluginSignatureTest.KEY);
  }

  @Test
  void whatIsWrittenIsReadAndIsGood() throws Exception {
    RevocationList list = list(2, VERSION, FILE, new Revocation.OfKey("stolen laptop"));
    RevocationList parsed = RevocationList.parse(list.encode());
    assertThat(parsed).isEqualTo(list);
    assertThat(parsed.good()).isTrue();
  }

  @Test
  void itStrikesVersionsFilesAndTheKey() {
    Bytes other = PluginSignatureTest.hash(1);
    RevocationList list = list(1, VERSION, FILE);
    assertThat(list.striking("org.example.haiku", "1.0.0", other)).contains(VERSION);
    assertThat(list.striking("org.example.haiku", "1.0.1", other)).isEmpty();
    assertThat(list.striking("x", "1", PluginSignatureTest.hash(9))).contains(FILE);
    assertThat(list(1, new Revocation.OfKey("")).striking("x", "1", other)).isPresent();
  }

  @Test
  void aListFollowsOnlyWithAHigherNumberAndAllThatWasRevoked() {
    RevocationList first = list(3, VERSION);
    assertThat(list(4, VERSION, FILE).faultAsSuccessorOf(first)).isEmpty();
    assertThat(list(3, VERSION, FILE).faultAsSuccessorOf(first)).get().asString().contains("3");
    assertThat(list(2, VERSION, FILE).faultAsSuccessorOf(first)).isPresent();
    assertThat(list(4, FILE).faultAsSuccessorOf(first)).get().asString().contains("lacks");
    RevocationList foreign =
        RevocationList.sign(
            9, PluginSignatureTest.CREATED, List.of(VERSION), PluginSignatureTest.key(8));
    assertThat(foreign.faultAsSuccessorOf(first))
        .isEqualTo(Optional.of("it is a list of another publisher"));
  }

  @Test
  void aChangedOrForeignListIsNotGoodOrRefused() throws Exception {
    String text = new String(list(1, VERSION).encode().toArray(), StandardCharsets.UTF_8);
    Bytes changed = Bytes.wrap(text.replace("1.0.0", "1.0.1").getBytes(StandardCharsets.UTF_8));
    assertThat(RevocationList.parse(changed).good()).isFalse();
    for (int size = 0; size < text.length(); size++) {
      Bytes cut = Bytes.wrap(text.substring(0, size).getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(() -> RevocationList.parse(cut))
          .isInstanceOf(SignatureFormatException.class);
    }
    Bytes twice =
        Bytes.wrap(
            text.replace("revocations 1", "revocations 5000").getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> RevocationList.parse(twice)).hasMessageContaining("4096");
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CipherStateTest {
  private static final byte[] NO_DATA = {};

  private final CipherState sender = CipherState.of(new byte[32]);
  private final CipherState receiver = CipherState.of(new byte[32]);

  @Test
  void aMessageMayBeEncryptedInItsOwnArray() throws Exception {
    byte[] array = new byte[100];
    Arrays.fill(array, 2, 84, (byte) 7);
    assertThat(sender.encrypt(NO_DATA, array, 2, 82, array, 2)).isEqualTo(98);
    byte[] plain = new byte[82];
    assertThat(receiver.decrypt(NO_DATA, array, 2, 98, plain, 0)).isEqualTo(82);
    assertThat(plain).containsOnly(7);
    assertThat(receiver.nonce()).isEqualTo(1);
  }

  @Test
  void theSameMessageIsNeverEncryptedAlike() throws Exception {
    byte[] first = new byte[16];
    byte[] second = new byte[16];
    sender.encrypt(NO_DATA, NO_DATA, 0, 0, first, 0);
    sender.encrypt(NO_DATA, NO_DATA, 0, 0, second, 0);
    assertThat(first).isNotEqualTo(second);
  }

  @Test
  void theLastNonceIsNeverUsed() throws Exception {
    CipherState last = CipherState.of(new byte[32], -2);
    last.encrypt(NO_DATA, NO_DATA, 0, 0, new byte[16], 0);
    assertThatThrownBy(() -> last.encrypt(NO_DATA, NO_DATA, 0, 0, new byte[16], 0))
        .isInstanceOfSatisfying(
            NoiseException.class, e -> assertThat(e.kind()).isEqualTo(NoiseException.Cause.NONCES));
    assertThatThrownBy(() -> last.decrypt(NO_DATA, new byte[16], 0, 16, NO_DATA, 0))
        .hasMessageContaining("all 2^64-1 nonces");
  }

  @Test
  void theNonceAdvancesOnlyWhenAMessageIsAuthentic() throws Exception {
    byte[] genuine = new byte[20];
    sender.encrypt(NO_DATA, new byte[] {1, 2, 3, 4}, 0, 4, genuine, 0);
    for (int bit = 0; bit < 8 * genuine.length; bit++) {
      byte[] forged = genuine.clone();
      forged[bit / 8] ^= (byte) (1 << bit % 8);
      CipherState attacked = CipherState.of(new byte[32]); // one that has failed is used no more
      assertThatThrownBy(() -> attacked.decrypt(NO_DATA, forged, 0, 20, new byte[4], 0))
          .isInstanceOf(NoiseException.class);
      assertThat(attacked.nonce()).isZero();
    }
    byte[] plain = new byte[4];
    receiver.decrypt(NO_DATA, genuine, 0, 20, plain, 0);
    assertThat(plain).containsExactly(1, 2, 3, 4);
    assertThat(receiver.nonce()).isEqualTo(1);
  }

  @Test
  void theNonceDoesNotComeRoundAgain() throws Exception {
    CipherState last = CipherState.of(new byte[32], -2);
    last.encrypt(NO_DATA, NO_DATA, 0, 0, new byte[16], 0);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> last.encrypt(NO_DATA, NO_DATA, 0, 0, new byte[16], 0))
          .isInstanceOf(NoiseException.class);
      assertThat(last.nonce()).as("it stays at 2^64-1").isEqualTo(-1);
    }
  }

  @Test
  void aWrongTagIsNamedWithTheMessage() {
    assertThatThrownBy(() -> receiver.decrypt(NO_DATA, new byte[20], 0, 20, new byte[4], 0))
        .isInstanceOfSatisfying(
            NoiseException.class,
            e -> assertThat(e.kind()).isEqualTo(NoiseException.Cause.DECRYPTION))
        .hasMessageContaining("message 0 cannot be decrypted");
  }

  @Test
  void aCiphertextShorterThanItsTagIsRefused() {
    assertThatThrownBy(() -> receiver.decrypt(NO_DATA, new byte[15], 0, 15, NO_DATA, 0))
        .hasMessage("a ciphertext has at least 16 bytes, not 15");
  }

  @Test
  void aKeyThatWasWipedCannotBeUsed() {
    sender.wipe();
    assertThatThrownBy(() -> sender.encrypt(NO_DATA, NO_DATA, 0, 0, new byte[16], 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("wiped");
  }
}

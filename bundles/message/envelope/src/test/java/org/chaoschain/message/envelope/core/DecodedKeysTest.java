// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;

class DecodedKeysTest {
  private static byte[] key(Random random) {
    byte[] seed = new byte[32];
    random.nextBytes(seed);
    byte[] key = new byte[32];
    Ed25519.generatePublicKey(seed, 0, key, 0);
    return key;
  }

  @Test
  void aKeyIsDecodedOnceWhileNoOtherTakesItsPlace() {
    DecodedKeys keys = new DecodedKeys(1);
    byte[] key = key(new Random(1));
    Ed25519.PublicPoint first = keys.point(key);
    assertThat(keys.point(key.clone())).isSameAs(first);
    keys.point(key(new Random(2)));
    assertThat(keys.point(key)).isNotSameAs(first);
  }

  /** Verification with the table and without it, of good and of damaged signatures. */
  @Test
  void theTableChangesNoAnswer() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    DecodedKeys keys = new DecodedKeys(4);
    byte[][] secrets = new byte[16][32];
    for (byte[] secret : secrets) {
      random.nextBytes(secret);
    }
    for (int i = 0; i < 600; i++) {
      byte[] secret = secrets[random.nextInt(secrets.length)];
      byte[] key = new byte[32];
      Ed25519.generatePublicKey(secret, 0, key, 0);
      byte[] message = new byte[random.nextInt(64)];
      random.nextBytes(message);
      byte[] signature = new byte[64];
      Ed25519.sign(secret, 0, message, 0, message.length, signature, 0);
      if (random.nextBoolean()) {
        signature[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
      }
      if (random.nextInt(4) == 0) {
        key[random.nextInt(32)] ^= (byte) (1 << random.nextInt(8));
      }
      Ed25519.PublicPoint point = keys.point(key);
      boolean withTable =
          point != null && Ed25519.verify(signature, 0, point, message, 0, message.length);
      assertThat(withTable)
          .as("seed %d, step %d", seed, i)
          .isEqualTo(Ed25519.verify(signature, 0, key, 0, message, 0, message.length));
    }
  }

  @Test
  void aKeyThatIsChangedByItsOwnerLaterIsAnotherKey() {
    DecodedKeys keys = new DecodedKeys(1);
    byte[] mine = key(new Random(3));
    byte[] other = key(new Random(4));
    Ed25519.PublicPoint first = keys.point(mine);
    byte[] before = mine.clone();
    System.arraycopy(other, 0, mine, 0, 32);
    assertThat(keys.point(before)).isSameAs(first);
  }

  @Test
  void keysOutsideTheCriteriaHaveNoPoint() {
    DecodedKeys keys = new DecodedKeys(8);
    HexFormat hex = HexFormat.of();
    String smallOrder = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05";
    String notCanonical = "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
    String noPoint = "0200000000000000000000000000000000000000000000000000000000000000";
    for (String key : new String[] {smallOrder, notCanonical, noPoint, "00", ""}) {
      assertThat(keys.point(hex.parseHex(key))).as(key).isNull();
    }
  }

  @Test
  void theSizeIsAPowerOfTwo() {
    assertThatThrownBy(() -> new DecodedKeys(12)).hasMessageContaining("12");
  }
}

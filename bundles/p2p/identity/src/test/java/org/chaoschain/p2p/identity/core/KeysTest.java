// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  private static final Bytes MESSAGE = Corpus.utf8("a message");

  static Stream<Bytes> privateKeys() {
    return Corpus.table("peer-ids.txt").values().stream().map(row -> row.get(0));
  }

  @ParameterizedTest
  @EnumSource
  void aNewKeySignsForItself(KeyType type) throws KeyFormatException {
    PrivateKey key = PrivateKey.generate(type, Corpus.entropy(7));
    assertThat(key.type()).isEqualTo(type);
    assertThat(PrivateKey.decode(key.encode()).publicKey()).isEqualTo(key.publicKey());
    assertThat(key.peerId().matches(key.publicKey())).isTrue();
    Bytes signature = key.sign(MESSAGE);
    assertThat(key.sign(MESSAGE)).isEqualTo(signature);
    assertThat(VerificationKey.of(key.publicKey()).verify(MESSAGE, signature)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aNewKeyIsMadeOfItsEntropyAlone(KeyType type) {
    PublicKey first = PrivateKey.generate(type, Corpus.entropy(1)).publicKey();
    assertThat(PrivateKey.generate(type, Corpus.entropy(1)).publicKey()).isEqualTo(first);
    assertThat(PrivateKey.generate(type, Corpus.entropy(2)).publicKey()).isNotEqualTo(first);
  }

  @ParameterizedTest
  @MethodSource("privateKeys")
  void aChangedSignatureOrMessageIsRefused(Bytes encoded) throws KeyFormatException {
    PrivateKey key = PrivateKey.decode(encoded);
    VerificationKey verifier = VerificationKey.of(key.publicKey());
    Bytes signature = key.sign(MESSAGE);
    Set<Bytes> corpus = Corpus.of(List.of(signature));
    assertThat(corpus).hasSizeGreaterThan(600);
    assertThat(corpus).noneMatch(broken -> verifier.verify(MESSAGE, broken));
    assertThat(verifier.verify(Corpus.utf8("another message"), signature)).isFalse();
    assertThat(verifier.verify(Bytes.EMPTY, signature)).isFalse();
    assertThat(verifier.verify(MESSAGE, Bytes.EMPTY)).isFalse();
    assertThat(verifier.verify(MESSAGE, signature)).isTrue();
  }

  @Test
  void signsOnSecp256k1WithTheLowerSAndAcceptsBoth() throws Exception {
    PrivateKey key = PrivateKey.generate(KeyType.SECP256K1, Corpus.entropy(3));
    VerificationKey verifier = VerificationKey.of(key.publicKey());
    BigInteger order = EcCurve.SECP256K1.domain().getN();
    for (int i = 0; i < 20; i++) {
      Bytes message = Corpus.utf8("message " + i);
      DerReader fields = new DerReader(key.sign(message)).enter(DerReader.SEQUENCE);
      BigInteger r = fields.unsigned();
      BigInteger s = fields.unsigned();
      assertThat(s).isLessThanOrEqualTo(order.shiftRight(1));
      Bytes high = new DerWriter().unsigned(r).unsigned(order.subtract(s)).sequence();
      assertThat(verifier.verify(message, high)).isTrue();
    }
  }

  @Property(tries = 100)
  void verifiesAnyMessage(@ForAll @Size(max = 300) byte[] message) throws KeyFormatException {
    for (KeyType type : List.of(KeyType.ED25519, KeyType.SECP256K1, KeyType.ECDSA)) {
      PrivateKey key = PrivateKey.generate(type, Corpus.entropy(message.length));
      Bytes bytes = Bytes.copyOf(message);
      assertThat(VerificationKey.of(key.publicKey()).verify(bytes, key.sign(bytes))).isTrue();
    }
  }

  @Test
  void readsTheOldFormOfEd25519Keys() throws KeyFormatException {
    Bytes encoded = Corpus.table("peer-ids.txt").get("ed25519").get(0);
    Bytes data = encoded.slice(4, encoded.size());
    Bytes point = data.slice(32, 64);
    PrivateKey old = PrivateKey.decode(Bytes.fromHex("08011260").concat(data).concat(point));
    assertThat(old.encode()).isEqualTo(encoded);
    Bytes differing = Bytes.fromHex("08011260").concat(data).concat(Bytes.wrap(new byte[32]));
    assertThatThrownBy(() -> PrivateKey.decode(differing))
        .isInstanceOf(KeyFormatException.class)
        .hasMessageContaining("two copies of the public key differ");
  }

  @Test
  void refusesAnEd25519KeyWhosePublicPartIsNotItsOwn() {
    Bytes encoded = Corpus.table("peer-ids.txt").get("ed25519").get(0);
    Bytes wrong = encoded.slice(0, 36).concat(Bytes.wrap(new byte[32]));
    assertThatThrownBy(() -> PrivateKey.decode(wrong))
        .hasMessageContaining("does not belong to the private key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0000", "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"})
  void refusesScalarsThatAreNotOfTheCurve(String hex) {
    Bytes scalar = Bytes.fromHex("0".repeat(64 - hex.length()) + hex);
    assertThatThrownBy(() -> PrivateKey.decode(Bytes.fromHex("08021220").concat(scalar)))
        .isInstanceOf(KeyFormatException.class);
  }

  @Test
  void refusesRsaKeysThatAreTooShortOrTooLong() {
    for (int bits : new int[] {512, 1024, 2047, 8193}) {
      BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
      PublicKey key = RsaVerificationKey.encode(modulus, BigInteger.valueOf(65537));
      assertThatThrownBy(() -> VerificationKey.of(key))
          .hasMessageContaining(bits + " bits, 2048 to 8192");
    }
  }

  @Test
  void acceptsTheLongestRsaKeyAndNothingLongerGetsAsFarAsItsArithmetic() throws Exception {
    BigInteger modulus = BigInteger.ONE.shiftLeft(8191).setBit(0);
    PublicKey longest = RsaVerificationKey.encode(modulus, BigInteger.valueOf(65537));
    assertThat(VerificationKey.of(longest).publicKey()).isEqualTo(longest);
    Bytes megabyte = Bytes.fromHex("080012c0843d").concat(Bytes.wrap(new byte[1_000_000]));
    assertThatThrownBy(() -> PublicKey.decode(megabyte))
        .hasMessageContaining("a key has 1 to " + PublicKey.MAX_DATA + " bytes of data");
  }

  @Test
  void refusesKeysOfUnknownTypes() {
    for (String type : List.of("04", "05", "7f", "ff01", "ffffffffffffffff7f")) {
      assertThatThrownBy(() -> PublicKey.decode(Bytes.fromHex("08" + type + "120101")))
          .as(type)
          .isInstanceOf(org.chaoschain.p2p.api.peer.PublicKeyException.class)
          .hasMessageContaining("no key type has the number");
      assertThatThrownBy(() -> PrivateKey.decode(Bytes.fromHex("08" + type + "120101")))
          .as(type)
          .isInstanceOf(KeyFormatException.class);
    }
  }

  @Test
  void refusesRsaExponentsThatAreEvenOneOrHuge() {
    BigInteger modulus = BigInteger.ONE.shiftLeft(2047).setBit(0);
    for (BigInteger exponent :
        List.of(
            BigInteger.ONE,
            BigInteger.TWO,
            BigInteger.valueOf(65_539),
            BigInteger.valueOf(4_294_967_291L),
            BigInteger.ONE.shiftLeft(2000).setBit(0))) {
      PublicKey key = RsaVerificationKey.encode(modulus, exponent);
      assertThatThrownBy(() -> VerificationKey.of(key)).hasMessageContaining("must be odd");
    }
  }

  @Test
  void refusesPointsThatAreNotOnTheCurve() {
    List<Bytes> points =
        List.of(
            Bytes.fromHex("02" + "ff".repeat(32)),
            Bytes.fromHex("00" + "11".repeat(32)),
            Bytes.fromHex("04" + "11".repeat(64)),
            Bytes.fromHex("00"));
    for (Bytes point : points) {
      assertThatThrownBy(() -> VerificationKey.of(new PublicKey(KeyType.SECP256K1, point)))
          .isInstanceOf(KeyFormatException.class);
    }
  }

  @Test
  void refusesEd25519PointsThatAreNotCanonicalOrOfSmallOrder() {
    for (String point :
        List.of(
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            "0200000000000000000000000000000000000000000000000000000000000000",
            "00")) {
      PublicKey key = new PublicKey(KeyType.ED25519, Bytes.fromHex(point));
      assertThatThrownBy(() -> VerificationKey.of(key)).isInstanceOf(KeyFormatException.class);
    }
  }

  @Test
  void answersEveryBrokenPrivateKeyWithItsException() {
    Set<Bytes> corpus = Corpus.of(privateKeys().filter(key -> key.size() < 200).toList());
    assertThat(corpus).hasSizeGreaterThan(1000);
    for (Bytes broken : corpus) {
      try {
        PrivateKey key = PrivateKey.decode(broken);
        assertThat(PrivateKey.decode(key.encode()).publicKey()).isEqualTo(key.publicKey());
      } catch (KeyFormatException e) {
        assertThat(e.offset()).isBetween(0, broken.size());
      }
    }
  }

  @Test
  void answersEveryBrokenRsaPrivateKeyWithItsException() {
    Bytes good = Corpus.table("go-libp2p-signatures.txt").get("rsa").get(0);
    for (int i = 0; i < good.size(); i++) {
      Bytes cut = good.slice(0, i);
      assertThatThrownBy(() -> PrivateKey.decode(cut)).isInstanceOf(KeyFormatException.class);
      Bytes changed =
          cut.concat(Bytes.copyOf((byte) (good.get(i) ^ 1))).concat(good.slice(i + 1, good.size()));
      assertThatThrownBy(() -> PrivateKey.decode(changed)).isInstanceOf(KeyFormatException.class);
    }
  }

  @Test
  void answersEveryBrokenPublicKeyWithItsException() throws KeyFormatException {
    for (List<Bytes> row : Corpus.table("peer-ids.txt").values()) {
      PublicKey good = PublicKey.decode(row.get(1));
      Set<Bytes> corpus = Corpus.of(List.of(good.data()));
      assertThat(corpus).hasSizeGreaterThan(300);
      for (Bytes broken : corpus) {
        if (broken.isEmpty() || broken.size() > PublicKey.MAX_DATA) {
          continue;
        }
        try {
          assertThat(
                  VerificationKey.of(new PublicKey(good.type(), broken)).verify(MESSAGE, MESSAGE))
              .isFalse();
        } catch (KeyFormatException e) {
          assertThat(e.offset()).isBetween(0, broken.size());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("privateKeys")
  void neverShowsItsSecret(Bytes encoded) throws KeyFormatException {
    PrivateKey key = PrivateKey.decode(encoded);
    assertThat(key).hasToString("private key of " + key.peerId());
    Bytes broken = encoded.concat(Bytes.copyOf((byte) 0x12, (byte) 0));
    assertThatThrownBy(() -> PrivateKey.decode(broken))
        .hasMessage(
            "unusable private key at offset " + encoded.size() + ": the field 2 comes twice");
  }
}

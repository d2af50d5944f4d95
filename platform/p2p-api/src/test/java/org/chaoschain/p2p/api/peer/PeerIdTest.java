// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.internal.Corpus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerIdTest {
  private static final String SHA256_ID = "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N";
  private static final String ED25519_ID = "12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA";

  static Stream<String[]> keys() {
    return Corpus.table(PeerIdTest.class, "peer-ids.txt").stream();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void isMadeOfAKeyAsOthersMakeIt(String type, String key, String base58, String cid) {
    PublicKey publicKey = PublicKey.decode(Bytes.fromHex(key));
    PeerId id = PeerId.fromPublicKey(publicKey);
    assertThat(id).hasToString(base58);
    assertThat(id.toCid()).isEqualTo(cid);
    assertThat(PeerId.parse(base58)).isEqualTo(id);
    assertThat(PeerId.parse(cid)).isEqualTo(id);
    assertThat(PeerId.decode(id.encode())).isEqualTo(id).hasSameHashCodeAs(id);
    assertThat(id.matches(publicKey)).isTrue();
    assertThat(publicKey.type()).hasToString(type);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void containsShortKeysAlone(String type, String key, String base58, String cid) {
    PublicKey publicKey = PublicKey.decode(Bytes.fromHex(key));
    boolean contained = !type.equals("rsa");
    assertThat(PeerId.parse(base58).publicKey().isPresent()).isEqualTo(contained);
    PeerId.parse(cid).publicKey().ifPresent(found -> assertThat(found).isEqualTo(publicKey));
  }

  @Test
  void readsTheExamplesOfTheSpecification() {
    String cid = "bafzbeie5745rpv2m6tjyuugywy4d5ewrqgqqhfnf445he3omzpjbx5xqxe";
    assertThat(PeerId.parse(cid)).isEqualTo(PeerId.parse(SHA256_ID)).hasToString(SHA256_ID);
    assertThat(PeerId.parse(ED25519_ID)).hasToString(ED25519_ID);
    assertThat(PeerId.parse(ED25519_ID).publicKey().orElseThrow().type())
        .isEqualTo(KeyType.ED25519);
  }

  @Test
  void readsTheBase36FormOfACid() {
    PeerId id = PeerId.parse(ED25519_ID);
    assertThat(PeerId.parse("f" + "0172" + id.encode().hex())).isEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource({
    "'', is empty",
    "Qm, offset 0: the hash function must be",
    "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5, the hash function must be",
    "12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5S0, alphabet",
    "hello, names no base",
    "bafkreifoybygix7fh3r3g5rqle3wcnhqldgdg4shzf4k3ulyw3gn7mabt4, libp2p-key",
    "1111111111, contained key"
  })
  void saysWhyATextIsNoId(String text, String reason) {
    assertThatThrownBy(() -> PeerId.parse(text))
        .isInstanceOf(PeerIdException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void refusesLongText() {
    assertThatThrownBy(() -> PeerId.parse("1".repeat(1_000_000)))
        .isInstanceOf(PeerIdException.class)
        .hasMessageContaining("at most 128");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1220",
        "12200011",
        "0000",
        "002b",
        "13200000",
        "1201ff",
        "00ffffffffffffffffff01"
      })
  void refusesWhatIsNoMultihashOfAKey(String hex) {
    assertThatThrownBy(() -> PeerId.decode(Bytes.fromHex(hex))).isInstanceOf(PeerIdException.class);
  }

  @Test
  void isOrderedByItsBytes() {
    assertThat(PeerId.parse(ED25519_ID)).isLessThan(PeerId.parse(SHA256_ID));
  }

  @Property
  void readsWhatItWrote(@ForAll @Size(min = 1, max = 200) byte[] data, @ForAll KeyType type) {
    PublicKey key = new PublicKey(type, Bytes.copyOf(data));
    PeerId id = PeerId.fromPublicKey(key);
    assertThat(PublicKey.decode(key.encode())).isEqualTo(key);
    assertThat(PeerId.decode(id.encode())).isEqualTo(id);
    assertThat(PeerId.parse(id.toString())).isEqualTo(id);
    assertThat(PeerId.parse(id.toCid())).isEqualTo(id);
  }

  @Test
  void answersEveryBrokenIdWithItsExceptionOrReadsItAsWritten() {
    Set<Bytes> corpus =
        Corpus.of(
            Stream.of(
                    SHA256_ID, ED25519_ID, "16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY")
                .map(text -> PeerId.parse(text).encode())
                .toList());
    assertThat(corpus).hasSizeGreaterThan(1000);
    for (Bytes broken : corpus) {
      try {
        assertThat(PeerId.decode(broken).encode()).isEqualTo(broken);
      } catch (PeerIdException e) {
        assertThat(e.offset()).isBetween(0, broken.size());
      }
    }
  }

  @Test
  void answersEveryBrokenKeyWithItsExceptionOrReadsItAsWritten() {
    List<Bytes> seeds =
        keys().map(row -> Bytes.fromHex(row[1])).filter(b -> b.size() < 100).toList();
    Set<Bytes> corpus = Corpus.of(seeds);
    corpus.addAll(
        Corpus.of(List.of(new PublicKey(KeyType.RSA, Bytes.wrap(new byte[300])).encode())));
    assertThat(corpus).hasSizeGreaterThan(1000);
    for (Bytes broken : corpus) {
      try {
        assertThat(PublicKey.decode(broken).encode()).isEqualTo(broken);
      } catch (PublicKeyException e) {
        assertThat(e.offset()).isBetween(0, broken.size());
      }
    }
  }

  @Test
  void demandsBothFieldsOfAKeyInOrderAndNothingElse() {
    for (String hex :
        List.of(
            "12010108011800",
            "120101",
            "0801",
            "1201010801",
            "08011200",
            "0801120101180100",
            "880001120101")) {
      assertThatThrownBy(() -> PublicKey.decode(Bytes.fromHex(hex)))
          .isInstanceOf(PublicKeyException.class);
    }
    assertThatThrownBy(() -> PublicKey.decode(Bytes.fromHex("0804120101")))
        .hasMessage("malformed public key at offset 1: no key type has the number 4");
  }
}

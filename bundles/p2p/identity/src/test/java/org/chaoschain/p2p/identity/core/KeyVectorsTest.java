// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyVectorsTest {
  @ParameterizedTest
  @EnumSource
  void readsAndWritesTheKeysOfTheSpecification(KeyType type) throws KeyFormatException {
    List<Bytes> vector = Corpus.table("peer-ids.txt").get(type.toString());
    PrivateKey key = PrivateKey.decode(vector.get(0));
    assertThat(key.type()).isEqualTo(type);
    assertThat(key.publicKey().encode()).isEqualTo(vector.get(1));
    assertThat(key.encode()).isEqualTo(vector.get(0));
    assertThat(VerificationKey.of(PublicKey.decode(vector.get(1))).publicKey())
        .isEqualTo(key.publicKey());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "secp256k1", "ecdsa"})
  void acceptsWhatGoLibp2pSigned(String type) throws KeyFormatException {
    List<Bytes> vector = Corpus.table("go-libp2p-signatures.txt").get(type);
    Bytes message = Corpus.utf8("Libp2p is the _best_!");
    PrivateKey key = PrivateKey.decode(vector.get(0));
    assertThat(key.publicKey().encode()).isEqualTo(vector.get(1));
    assertThat(VerificationKey.of(key.publicKey()).verify(message, vector.get(2))).isTrue();
    if (!type.equals("ecdsa")) {
      assertThat(key.sign(message)).isEqualTo(vector.get(2));
    }
  }

  /** RFC 6979, A.2.5: curve P-256, SHA-256. */
  @ParameterizedTest
  @CsvSource({
    "sample,EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716,"
        + "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
    "test,F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367,"
        + "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083"
  })
  void signsWithTheNoncesOfRfc6979(String message, String r, String s) throws KeyFormatException {
    Bytes scalar =
        Bytes.fromHex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
    PrivateKey key =
        EcPrivateKey.decodeSec1(
            new DerWriter()
                .unsigned(BigInteger.ONE)
                .element(DerReader.OCTET_STRING, scalar)
                .sequence());
    Bytes expected =
        new DerWriter().unsigned(new BigInteger(r, 16)).unsigned(new BigInteger(s, 16)).sequence();
    assertThat(key.sign(Corpus.utf8(message))).isEqualTo(expected);
  }

  /** RFC 8032, 7.1, tests 1 and 2. */
  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
        + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
        + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
  })
  void signsAsRfc8032Does(String seed, String point, String message, String signature)
      throws KeyFormatException {
    PrivateKey key = Ed25519PrivateKey.decode(Bytes.fromHex(seed + point));
    assertThat(key.sign(Bytes.fromHex(message)).hex()).isEqualTo(signature);
    assertThat(
            VerificationKey.of(key.publicKey())
                .verify(Bytes.fromHex(message), Bytes.fromHex(signature)))
        .isTrue();
  }

  /** The speccheck set: of the cases 0 to 11, exactly 2, 3, 4 and 5 are valid. */
  @Test
  void appliesTheEd25519CriteriaOfTheProtocol() {
    Matcher cases =
        Pattern.compile(
                "\"message\" *: *\"(\\w*)\"[^}]*\"pub_key\" *: *\"(\\w*)\"[^}]*\"signature\" *: *\"(\\w*)\"")
            .matcher(Corpus.text("ed25519-speccheck.json"));
    List<Integer> valid = new ArrayList<>();
    int index = 0;
    for (; cases.find(); index++) {
      PublicKey key = new PublicKey(KeyType.ED25519, Bytes.fromHex(cases.group(2)));
      try {
        if (VerificationKey.of(key)
            .verify(Bytes.fromHex(cases.group(1)), Bytes.fromHex(cases.group(3)))) {
          valid.add(index);
        }
      } catch (KeyFormatException e) {
        assertThat(e).hasMessageContaining("ed25519 public key");
      }
    }
    assertThat(index).isEqualTo(12);
    assertThat(valid).containsExactly(2, 3, 4, 5);
  }
}

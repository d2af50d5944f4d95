// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class Ed25519CriteriaTest {
  private static final HexFormat HEX = HexFormat.of();

  /** The gate of every change of the library: "Taming the many EdDSAs", cases 0 to 11. */
  @Test
  void exactlyCases2To5OfSpeccheckAreValid() throws IOException {
    List<Integer> valid = new ArrayList<>();
    List<Map<String, String>> cases = speccheck();
    assertThat(cases).hasSize(12);
    for (int i = 0; i < cases.size(); i++) {
      Map<String, String> c = cases.get(i);
      if (Ed25519Criteria.verify(
          HEX.parseHex(c.get("pub_key")),
          HEX.parseHex(c.get("message")),
          HEX.parseHex(c.get("signature")))) {
        valid.add(i);
      }
    }
    assertThat(valid).containsExactly(2, 3, 4, 5);
  }

  /** RFC 8032, 7.1, TEST 3. */
  @Test
  void aSignatureOfTheRfcVerifiesAndIsMade() {
    Ed25519Key key =
        Ed25519Key.ofSeed(
            HEX.parseHex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"));
    String signature =
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";
    assertThat(key.publicKey().hex())
        .isEqualTo("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
    assertThat(key.sign(org.chaoschain.api.bytes.Bytes.fromHex("af82")).hex()).isEqualTo(signature);
    assertThat(
            Ed25519Criteria.verify(
                key.publicKey().toArray(), HEX.parseHex("af82"), HEX.parseHex(signature)))
        .isTrue();
  }

  @Test
  void aKeyOrSignatureOfAnotherSizeIsInvalid() {
    byte[] message = {1};
    byte[] key = Fixtures.ALICE.publicKey().toArray();
    assertThat(Ed25519Criteria.verify(new byte[31], message, new byte[64])).isFalse();
    assertThat(Ed25519Criteria.verify(key, message, new byte[63])).isFalse();
    assertThat(Ed25519Criteria.verify(key, message, new byte[65])).isFalse();
  }

  @Test
  void aSignatureOfOneDomainIsNoneOfAnother() {
    byte[] message = {1, 2, 3};
    byte[] signature =
        Fixtures.ALICE
            .sign(
                org.chaoschain.api.bytes.Bytes.wrap(
                    Domain.DELEGATION.prepend(message, 0, message.length)))
            .toArray();
    byte[] key = Fixtures.ALICE.publicKey().toArray();
    assertThat(Ed25519Criteria.verify(key, Domain.DELEGATION, message, signature)).isTrue();
    assertThat(Ed25519Criteria.verify(key, Domain.ENVELOPE, message, signature)).isFalse();
    assertThat(Ed25519Criteria.verify(key, Domain.HOSTING, message, signature)).isFalse();
  }

  @Test
  void noDomainIsTheBeginningOfAnother() {
    for (Domain a : Domain.values()) {
      byte[] prefix = a.prefix();
      assertThat(prefix[prefix.length - 1]).isZero();
      assertThat(new String(prefix, StandardCharsets.US_ASCII).indexOf(0))
          .isEqualTo(prefix.length - 1);
    }
  }

  private static List<Map<String, String>> speccheck() throws IOException {
    try (InputStream in =
        Ed25519CriteriaTest.class.getResourceAsStream("/ed25519-speccheck.json")) {
      return FlatJson.objects(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}

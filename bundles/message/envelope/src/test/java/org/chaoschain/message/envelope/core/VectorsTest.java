// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chaoschain.message.envelope.core.Fixtures.ALICE;
import static org.chaoschain.message.envelope.core.Fixtures.BOB;
import static org.chaoschain.message.envelope.core.Fixtures.MAX;
import static org.chaoschain.message.envelope.core.Fixtures.NEW_YEAR;
import static org.chaoschain.message.envelope.core.Fixtures.NODE;
import static org.chaoschain.message.envelope.core.Fixtures.delegation;
import static org.chaoschain.message.envelope.core.Fixtures.status;
import static org.chaoschain.message.envelope.core.Fixtures.time;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.proto.v1.SignedDelegation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The published vectors: the file is what this code makes, and this code judges what is in the file
 * as the file says. {@code -Dvectors.write=true} writes the file.
 */
class VectorsTest {
  private static final Path FILE = Path.of("../../../docs/protocol/vectors/envelope.json");
  private static final HexFormat HEX = HexFormat.of();
  private static final FreshnessLimits FRESHNESS =
      new FreshnessLimits(Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofDays(7));

  @BeforeAll
  static void writeIfAsked() throws Exception {
    if (Boolean.getBoolean("vectors.write")) {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, document());
    }
  }

  @Test
  void theFileIsWhatTheCodeMakes() throws Exception {
    assertThat(Files.readString(FILE)).isEqualTo(document());
  }

  @Test
  void theKeysAreThoseOfTheirSeeds() throws IOException {
    for (Map<String, String> v : read("keys")) {
      Ed25519Key key = Ed25519Key.ofSeed(HEX.parseHex(v.get("seed")));
      assertThat(key.publicKey().hex()).isEqualTo(v.get("public_key"));
      assertThat(AgentId.parse(v.get("did"))).isEqualTo(key.agent());
    }
  }

  @Test
  void theValidOnesVerify() throws Exception {
    for (Map<String, String> v : read("valid")) {
      VerifiedEnvelope verified =
          EnvelopeVerifier.verify(EnvelopeParser.parse(HEX.parseHex(v.get("wire")), MAX));
      assertThat(describe(v.get("name"), verified)).isEqualTo(v);
    }
  }

  @Test
  void theSignaturesAreThoseOfTheKeys() throws Exception {
    Map<String, Ed25519Key> keys = new LinkedHashMap<>();
    for (Map<String, String> k : read("keys")) {
      keys.put(k.get("public_key"), Ed25519Key.ofSeed(HEX.parseHex(k.get("seed"))));
    }
    for (Map<String, String> v : read("valid")) {
      byte[] wire = HEX.parseHex(v.get("wire"));
      byte[] signed = Domain.ENVELOPE.prepend(wire, 0, Integer.parseInt(v.get("signed_length")));
      assertThat(keys.get(v.get("signer")).sign(Bytes.wrap(signed)).hex())
          .isEqualTo(v.get("signature"));
    }
  }

  @Test
  void theRefusedOnesAreRefusedForTheirReasons() throws IOException {
    for (Map<String, String> v : read("refused")) {
      assertThat(refusal(v.get("name"), HEX.parseHex(v.get("wire")))).isEqualTo(v);
    }
  }

  @Test
  void theDelegationIsSignedByItsAgent() throws IOException {
    for (Map<String, String> v : read("delegations")) {
      assertThat(
              Ed25519Criteria.verify(
                  HEX.parseHex(v.get("agent")),
                  Domain.DELEGATION,
                  HEX.parseHex(v.get("payload")),
                  HEX.parseHex(v.get("signature"))))
          .isTrue();
    }
  }

  @Test
  void theFreshOnesAreFresh() throws Exception {
    for (Map<String, String> v : read("freshness")) {
      Envelope envelope = EnvelopeParser.parse(HEX.parseHex(v.get("wire")), MAX);
      assertThat(freshness(envelope, Instant.parse(v.get("now")))).isEqualTo(v.get("expected"));
    }
  }

  @Test
  void everyReasonOfARefusalHasAVector() throws IOException {
    Set<String> codes = new HashSet<>();
    for (Map<String, String> v : read("refused")) {
      codes.add(v.get("code"));
    }
    List<String> missing = new ArrayList<>();
    Stream.of(
            MalformedEnvelopeException.Reason.values(),
            UnacceptableEnvelopeException.Reason.values(),
            UnverifiedEnvelopeException.Reason.values())
        .flatMap(Stream::of)
        .map(r -> r.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'))
        .filter(code -> !codes.contains(code))
        .forEach(missing::add);
    // Limits of size are tested beside: their vectors would be large.
    assertThat(missing)
        .containsExactlyInAnyOrder("too-large", "payload-too-large", "schema-version");
  }

  private static List<Map<String, String>> read(String array) throws IOException {
    List<Map<String, String>> vectors = FlatJson.objects(Files.readString(FILE), array);
    assertThat(vectors).isNotEmpty();
    return vectors;
  }

  private static String document() throws EnvelopeException {
    List<Map<String, String>> keys = new ArrayList<>();
    keys.add(key("alice, an agent", 1, ALICE));
    keys.add(key("bob, an agent", 2, BOB));
    keys.add(key("a node", 3, NODE));
    List<Map<String, String>> valid = new ArrayList<>();
    for (Map.Entry<String, byte[]> v : Vectors.valid().entrySet()) {
      valid.add(
          describe(v.getKey(), EnvelopeVerifier.verify(EnvelopeParser.parse(v.getValue(), MAX))));
    }
    List<Map<String, String>> refused = new ArrayList<>();
    Vectors.refused().forEach((name, wire) -> refused.add(refusal(name, wire)));
    return "{\n  \"format\": \"chaoschain-envelope-vectors/1\",\n"
        + String.join(
            ",\n",
            FlatJson.array("keys", keys),
            FlatJson.array("valid", valid),
            FlatJson.array("refused", refused),
            FlatJson.array("delegations", List.of(delegationVector())),
            FlatJson.array("freshness", freshnessVectors()))
        + "\n}\n";
  }

  private static Map<String, String> key(String name, int fill, Ed25519Key key) {
    Map<String, String> v = new LinkedHashMap<>();
    v.put("name", name);
    v.put("seed", "%02x".formatted(fill).repeat(32));
    v.put("public_key", key.publicKey().hex());
    v.put("did", key.agent().toString());
    return v;
  }

  private static Map<String, String> describe(String name, VerifiedEnvelope verified) {
    Envelope envelope = verified.envelope();
    Map<String, String> v = new LinkedHashMap<>();
    v.put("name", name);
    v.put("sender", envelope.sender().hex());
    v.put("signer", verified.signer().hex());
    v.put("message_id", envelope.message().getMessageId());
    v.put("payload", Integer.toString(envelope.layout().payloadNumber()));
    v.put("signed_length", Integer.toString(envelope.layout().signedLength()));
    v.put("digest", envelope.digest().hex());
    v.put("signed_digest", envelope.signedDigest().hex());
    v.put("signature", HEX.formatHex(envelope.signature()));
    v.put("wire", HEX.formatHex(envelope.wire()));
    return v;
  }

  private static Map<String, String> refusal(String name, byte[] wire) {
    Map<String, String> v = new LinkedHashMap<>();
    v.put("name", name);
    try {
      EnvelopeVerifier.verify(EnvelopeParser.parse(wire, MAX));
      v.put("step", "accepted");
    } catch (MalformedEnvelopeException e) {
      describe(v, "structure", e);
    } catch (UnacceptableEnvelopeException e) {
      describe(v, "meaning", e);
    } catch (UnverifiedEnvelopeException e) {
      describe(v, "signature", e);
    }
    v.put("wire", HEX.formatHex(wire));
    return v;
  }

  private static void describe(Map<String, String> v, String step, EnvelopeException e) {
    v.put("step", step);
    v.put("code", e.code());
    v.put("offset", Integer.toString(e.offset()));
  }

  private static Map<String, String> delegationVector() {
    SignedDelegation signed = Delegations.sign(ALICE, delegation().build());
    Map<String, String> v = new LinkedHashMap<>();
    v.put("name", "alice lets the node speak on agents for an hour");
    v.put("agent", ALICE.publicKey().hex());
    v.put("node_key", NODE.publicKey().hex());
    v.put("payload", HEX.formatHex(signed.getPayload().toByteArray()));
    v.put("signature", HEX.formatHex(signed.getSignature().toByteArray()));
    return v;
  }

  private static List<Map<String, String>> freshnessVectors() throws EnvelopeException {
    Instant made = Instant.ofEpochSecond(NEW_YEAR);
    byte[] open = Vectors.alice(status());
    byte[] minute = Vectors.alice(status().setExpiresAt(time(NEW_YEAR + 60)));
    byte[] weekAndSecond = Vectors.alice(status().setExpiresAt(time(NEW_YEAR + 604_801)));
    List<Map<String, String>> vectors = new ArrayList<>();
    vectors.add(freshnessVector("30 s ahead of the clock", minute, made.minusSeconds(30)));
    vectors.add(freshnessVector("31 s ahead of the clock", minute, made.minusSeconds(31)));
    vectors.add(freshnessVector("last second", minute, made.plusSeconds(59)));
    vectors.add(freshnessVector("at its expiry", minute, made.plusSeconds(60)));
    vectors.add(freshnessVector("no expiry, 599 s old", open, made.plusSeconds(599)));
    vectors.add(freshnessVector("no expiry, 600 s old", open, made.plusSeconds(600)));
    vectors.add(freshnessVector("a week and a second to live", weekAndSecond, made));
    return vectors;
  }

  private static Map<String, String> freshnessVector(String name, byte[] wire, Instant now)
      throws EnvelopeException {
    Map<String, String> v = new LinkedHashMap<>();
    v.put("name", name);
    v.put("now", now.toString());
    v.put("expected", freshness(EnvelopeParser.parse(wire, MAX), now));
    v.put("wire", HEX.formatHex(wire));
    return v;
  }

  private static String freshness(Envelope envelope, Instant now) {
    try {
      FRESHNESS.check(envelope, now);
      return "fresh";
    } catch (StaleEnvelopeException e) {
      return e.code();
    }
  }
}

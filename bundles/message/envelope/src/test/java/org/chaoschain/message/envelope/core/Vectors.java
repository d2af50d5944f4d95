// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import static org.chaoschain.message.envelope.core.Fixtures.ALICE;
import static org.chaoschain.message.envelope.core.Fixtures.BOB;
import static org.chaoschain.message.envelope.core.Fixtures.NEW_YEAR;
import static org.chaoschain.message.envelope.core.Fixtures.NODE;
import static org.chaoschain.message.envelope.core.Fixtures.bare;
import static org.chaoschain.message.envelope.core.Fixtures.bytes;
import static org.chaoschain.message.envelope.core.Fixtures.communication;
import static org.chaoschain.message.envelope.core.Fixtures.delegated;
import static org.chaoschain.message.envelope.core.Fixtures.delegation;
import static org.chaoschain.message.envelope.core.Fixtures.join;
import static org.chaoschain.message.envelope.core.Fixtures.publicKey;
import static org.chaoschain.message.envelope.core.Fixtures.question;
import static org.chaoschain.message.envelope.core.Fixtures.says;
import static org.chaoschain.message.envelope.core.Fixtures.status;
import static org.chaoschain.message.envelope.core.Fixtures.time;
import static org.chaoschain.message.envelope.core.Fixtures.wire;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chaoschain.proto.v1.Alliance;
import org.chaoschain.proto.v1.Announcement;
import org.chaoschain.proto.v1.ChaoschainMessage;
import org.chaoschain.proto.v1.CommunicationType;
import org.chaoschain.proto.v1.ConsensusVote;
import org.chaoschain.proto.v1.Extension;
import org.chaoschain.proto.v1.MemeContent;
import org.chaoschain.proto.v1.MemeShare;
import org.chaoschain.proto.v1.SignedDelegation;
import org.chaoschain.proto.v1.Status;

/** The wire bytes of the published vectors, by name. */
final class Vectors {
  private static final ByteString MEME_DATA = ByteString.copyFromUtf8("(o_o)");

  private Vectors() {}

  static Map<String, byte[]> valid() {
    Map<String, byte[]> valid = new LinkedHashMap<>();
    ByteString hash = sha256(MEME_DATA);
    valid.put("status to all", alice(status()));
    valid.put("discussion with one agent", alice(question()));
    valid.put(
        "every optional field of the envelope",
        alice(question().setInReplyTo("m-0").setExpiresAt(time(NEW_YEAR + 60)).setCritical(true)));
    valid.put(
        "alliance",
        alice(
            says(
                communication()
                    .setTargetId(publicKey(BOB))
                    .setType(CommunicationType.COMMUNICATION_TYPE_ALLIANCE)
                    .setAlliance(
                        Alliance.newBuilder()
                            .setAllianceId("a-1")
                            .setAction(Alliance.Action.ACTION_PROPOSE)
                            .setTerms("peace")))));
    valid.put(
        "meme share",
        alice(
            says(
                communication()
                    .setType(CommunicationType.COMMUNICATION_TYPE_MEME)
                    .setMeme(MemeShare.newBuilder().setHash(hash).setComment("look")))));
    valid.put(
        "announcement",
        alice(
            says(
                communication()
                    .setType(CommunicationType.COMMUNICATION_TYPE_ANNOUNCEMENT)
                    .setAnnouncement(
                        Announcement.newBuilder().setName("Alice").addCapabilities("chess")))));
    valid.put("empty content", alice(empty()));
    valid.put(
        "meme",
        alice(
            bare()
                .setMeme(
                    MemeContent.newBuilder()
                        .setHash(hash)
                        .setFormat("text/plain")
                        .setCaption("hm")
                        .setAuthor(publicKey(BOB))
                        .setData(MEME_DATA))));
    valid.put("extension", alice(extension()));
    valid.put(
        "vote by a node",
        wire(
            bare()
                .setSender(publicKey(NODE))
                .setConsensusVote(
                    ConsensusVote.newBuilder()
                        .setType(ConsensusVote.Type.TYPE_PREVOTE)
                        .setHeight(1))
                .build(),
            NODE));
    valid.put("delegated to a node", node(delegated(sign())));
    valid.put("payload before the rest", wire(join(bytes(0x52, 3, 0x0a, 1, 'x'), head()), ALICE));
    valid.put("unknown field 99", wire(join(good(), bytes(0x98, 0x06, 1)), ALICE));
    valid.put(
        "unknown field 100 twice", wire(join(good(), bytes(0xa0, 0x06, 1, 0xa0, 0x06, 1)), ALICE));
    valid.put("payload 14 of a later version", wire(join(head(), bytes(0x72, 2, 8, 7)), ALICE));
    byte[] later =
        join(communication().setTypeValue(12).build().toByteArray(), bytes(0x62, 2, 8, 7));
    valid.put(
        "content 12 of a later version",
        wire(join(head(), bytes(0x32, later.length), later), ALICE));
    return valid;
  }

  static Map<String, byte[]> refused() {
    Map<String, byte[]> refused = new LinkedHashMap<>();
    structure(refused);
    meaning(refused);
    signatures(refused);
    return refused;
  }

  private static void structure(Map<String, byte[]> refused) {
    byte[] wire = alice(status());
    byte[] signature = Arrays.copyOfRange(wire, wire.length - 66, wire.length);
    refused.put("no bytes", new byte[0]);
    refused.put("last byte missing", Arrays.copyOf(wire, wire.length - 1));
    refused.put("one byte too many", join(wire, bytes(0)));
    refused.put("overlong tag", join(bytes(0x88, 0, 1), signature));
    refused.put("overlong version", wire(join(bytes(0x08, 0x81, 0), tail()), ALICE));
    refused.put("overlong length", wire(join(good(), bytes(0x9a, 0x06, 0x80, 0)), ALICE));
    refused.put(
        "overlong signature length",
        join(good(), bytes(0x4a, 0xc0, 0), Arrays.copyOfRange(signature, 2, 66)));
    refused.put(
        "version of 65 bits",
        join(bytes(8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2), tail(), signature));
    refused.put("tag of 33 bits", join(good(), bytes(0x80, 0x80, 0x80, 0x80, 0x10, 0), signature));
    refused.put("field number 0", wire(join(good(), bytes(0, 0)), ALICE));
    refused.put("group", wire(join(good(), bytes(0x9b, 0x06, 0x9c, 0x06)), ALICE));
    refused.put("wire type 7", wire(join(good(), bytes(0x9f, 0x06, 0)), ALICE));
    refused.put("version as bytes", wire(join(bytes(0x0a, 1, 1), tail()), ALICE));
    refused.put("version twice", wire(join(good(), bytes(8, 1)), ALICE));
    refused.put(
        "unknown field 99 twice", wire(join(good(), bytes(0x98, 0x06, 1, 0x98, 0x06, 1)), ALICE));
    refused.put("same payload twice", wire(join(good(), bytes(0x32, 0)), ALICE));
    refused.put("two payloads", wire(join(good(), bytes(0x42, 0)), ALICE));
    refused.put("payload and a later one", wire(join(good(), bytes(0x72, 0)), ALICE));
    refused.put("no payload", wire(head(), ALICE));
    refused.put("no signature", good());
    refused.put("two signatures", join(wire, signature));
    refused.put("signature first", join(signature, good()));
    refused.put("field behind the signature", join(wire, bytes(0x98, 0x06, 1)));
    refused.put("signature of 63 bytes", join(good(), bytes(0x4a, 63), new byte[63]));
    refused.put("signature as a number", join(good(), bytes(0x48, 1)));
    refused.put("payload that does not parse", wire(join(head(), bytes(0x32, 2, 10, 5)), ALICE));
  }

  private static void meaning(Map<String, byte[]> refused) {
    ByteString shortKey = ByteString.copyFrom(new byte[31]);
    refused.put("version 2", alice(status().setVersion(2)));
    refused.put("version u64 max", alice(status().setVersion(-1)));
    refused.put("no version", alice(status().clearVersion()));
    refused.put("sender of 31 bytes", alice(status().setSender(shortKey)));
    refused.put("chain id in capitals", alice(status().setChainId("CHAOS")));
    refused.put("no message id", alice(status().clearMessageId()));
    refused.put("message id of 65 bytes", alice(status().setMessageId("x".repeat(65))));
    refused.put("message id with a space", alice(status().setMessageId("a b")));
    refused.put("no created_at", alice(status().clearCreatedAt()));
    refused.put("created_at before 1970", alice(status().setCreatedAt(time(-1))));
    refused.put("created_at after 9999", alice(status().setCreatedAt(time(253_402_300_800L))));
    refused.put("expires when made", alice(status().setExpiresAt(time(NEW_YEAR))));
    refused.put("in_reply_to of 65 bytes", alice(status().setInReplyTo("x".repeat(65))));
    refused.put(
        "speaks for another",
        alice(says(empty().getAgentComm().toBuilder().setAgentId(publicKey(BOB)))));
    refused.put(
        "target of 31 bytes",
        alice(says(empty().getAgentComm().toBuilder().setTargetId(shortKey))));
    refused.put(
        "type of another content",
        alice(
            says(
                empty().getAgentComm().toBuilder()
                    .setType(CommunicationType.COMMUNICATION_TYPE_MEME))));
    refused.put(
        "type without content",
        alice(says(communication().setType(CommunicationType.COMMUNICATION_TYPE_STATUS))));
    refused.put(
        "extension without type", alice(bare().setExtension(Extension.getDefaultInstance())));
    refused.put(
        "fallback text of 1025 bytes",
        alice(
            bare()
                .setExtension(
                    Extension.newBuilder().setType("x").setFallbackText("x".repeat(1_025)))));
    refused.put("meme without author", alice(bare().setMeme(MemeContent.getDefaultInstance())));
    refused.put("delegated without expiry", node(delegated(sign()).clearExpiresAt()));
    refused.put(
        "delegation without topics",
        node(
            delegated(
                sign().toBuilder()
                    .setPayload(delegation().clearTopics().build().toByteString())
                    .build())));
  }

  private static void signatures(Map<String, byte[]> refused) {
    byte[] flipped = alice(status());
    flipped[flipped.length - 1] ^= 1;
    refused.put("last bit of the signature flipped", flipped);
    byte[] changed = alice(status());
    changed[6] ^= 1;
    refused.put("one bit of the message flipped", changed);
    refused.put("signed by another", wire(status().build(), BOB));
    byte[] signed = good();
    byte[] bare = ALICE.sign(org.chaoschain.api.bytes.Bytes.wrap(signed)).toArray();
    refused.put("signed without the domain prefix", join(signed, bytes(0x4a, 0x40), bare));
    refused.put("delegated but signed by the agent", alice(delegated(sign())));
    refused.put("delegated to another node", wire(delegated(sign()).build(), BOB));
    refused.put(
        "delegation not signed by the agent",
        node(
            delegated(sign().toBuilder().setSignature(ByteString.copyFrom(new byte[64])).build())));
    refused.put(
        "delegation of another agent",
        node(delegated(Delegations.sign(BOB, delegation().setAgent(publicKey(BOB)).build()))));
    refused.put(
        "delegation for another chain",
        node(delegated(Delegations.sign(ALICE, delegation().setChainId("other").build()))));
    refused.put(
        "delegation for another topic",
        node(
            delegated(
                Delegations.sign(ALICE, delegation().clearTopics().addTopics("memes").build()))));
    refused.put(
        "outlives its delegation", node(delegated(sign()).setExpiresAt(time(NEW_YEAR + 3_601))));
  }

  static byte[] alice(ChaoschainMessage.Builder message) {
    return wire(message.build(), ALICE);
  }

  private static byte[] node(ChaoschainMessage.Builder message) {
    return wire(message.build(), NODE);
  }

  private static SignedDelegation sign() {
    return Delegations.sign(ALICE, delegation().build());
  }

  private static ChaoschainMessage.Builder empty() {
    return says(
        communication()
            .setType(CommunicationType.COMMUNICATION_TYPE_STATUS)
            .setStatus(Status.getDefaultInstance()));
  }

  private static ChaoschainMessage.Builder extension() {
    return bare()
        .setExtension(
            Extension.newBuilder()
                .setType("ascii-meme")
                .setSchemaVersion(1)
                .setBody(ByteString.copyFromUtf8("=^.^="))
                .setFallbackText("a cat"));
  }

  private static byte[] good() {
    return status().build().toByteArray();
  }

  private static byte[] head() {
    return bare().build().toByteArray();
  }

  /** A good message without its first field, the version. */
  private static byte[] tail() {
    return status().clearVersion().build().toByteArray();
  }

  private static ByteString sha256(ByteString data) {
    try {
      return ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(data.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.chaoschain.agent.auth.core.AuthException;
import org.chaoschain.agent.auth.core.AuthMessage;
import org.chaoschain.agent.auth.core.AuthSettings;
import org.chaoschain.agent.auth.core.Binding;
import org.chaoschain.agent.auth.core.ClientHandshake;
import org.chaoschain.agent.remote.core.Admission.Step;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.envelope.core.Delegations;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.message.json.core.Frames;
import org.chaoschain.message.json.core.HandshakeFrame;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.identity.core.HostingRecord;
import org.chaoschain.p2p.identity.core.SignedHostingRecord;
import org.chaoschain.proto.v1.Delegation;
import org.junit.jupiter.api.Test;

/** A gateway lets an agent in that proves its key at this origin, and no other. */
class AdmissionTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String CHAIN = "chaos-test";
  private static final String ORIGIN = "https://node.example";
  private static final Ed25519Key ALICE = key(1);
  private static final Ed25519Key BOB = key(2);
  private static final Ed25519Key NODE = key(3);
  private static final PeerId PEER =
      PeerId.fromPublicKey(new PublicKey(KeyType.ED25519, NODE.publicKey()));
  private static final PeerId OTHER =
      PeerId.fromPublicKey(new PublicKey(KeyType.ED25519, BOB.publicKey()));

  private static final Admission.Gateway GATEWAY =
      new Admission.Gateway(CHAIN, NODE.publicKey(), PEER, NODE::sign, AuthSettings.DEFAULT);

  private static Ed25519Key key(int number) {
    return Ed25519Key.ofSeed(fill(number).toArray());
  }

  private static Bytes fill(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return Bytes.wrap(bytes);
  }

  private static Bytes hosting(Ed25519Key signer, Ed25519Key agent, PeerId peer, Instant expiry) {
    HostingRecord record = new HostingRecord(agent.agent(), peer, 1, expiry);
    return SignedHostingRecord.seal(record, signer::sign).encode();
  }

  private static Bytes delegation() {
    Delegation delegation =
        Delegation.newBuilder()
            .setAgent(ByteString.copyFrom(ALICE.publicKey().toArray()))
            .setNodeKey(ByteString.copyFrom(NODE.publicKey().toArray()))
            .setChainId(CHAIN)
            .addTopics("agents")
            .setExpiresAt(
                Timestamp.newBuilder().setSeconds(NOW.plusSeconds(3_600).getEpochSecond()))
            .build();
    return Bytes.wrap(Delegations.sign(ALICE, delegation).toByteArray());
  }

  /** A handshake in frames, each written and read as it would be on a connection. */
  private static Step connect(String origin, Bytes delegation, Bytes hosting) throws AuthException {
    Admission admission = new Admission(GATEWAY, ORIGIN);
    Frame.Hello hello = (Frame.Hello) wire(GATEWAY.hello());
    ClientHandshake client =
        new ClientHandshake(
            ALICE,
            hello.chainId(),
            new Binding.Gateway(hello.server().key(), origin),
            Optional.empty(),
            fill(7));
    Step.Answer challenge =
        (Step.Answer) admission.take(wire(AuthFrames.of(client.connect())), fill(8), NOW);
    AuthMessage asked = AuthFrames.of((HandshakeFrame) wire(challenge.frame()));
    return admission.take(
        wire(AuthFrames.of(client.respond((AuthMessage.Challenge) asked, delegation, hosting))),
        fill(9),
        NOW);
  }

  private static Frame wire(Frame frame) {
    return Wire.read(Frames.write(frame));
  }

  @Test
  void an_agent_that_proves_its_key_is_known_with_what_it_permits_and_where_it_is()
      throws AuthException {
    Step.Known known =
        (Step.Known)
            connect(ORIGIN, delegation(), hosting(ALICE, ALICE, PEER, NOW.plusSeconds(60)));
    assertThat(known.who().agent()).isEqualTo(ALICE.agent());
    assertThat(known.who().grant().orElseThrow().topics()).isEqualTo(List.of("agents"));
    assertThat(known.hosting().orElseThrow().peer()).isEqualTo(PEER);
  }

  @Test
  void delegation_and_hosting_record_may_be_left_out() throws AuthException {
    Step.Known known = (Step.Known) connect(ORIGIN, Bytes.EMPTY, Bytes.EMPTY);
    assertThat(known.who().grant()).isEmpty();
    assertThat(known.hosting()).isEmpty();
  }

  @Test
  void an_agent_that_has_dialled_another_origin_is_refused() {
    assertThatThrownBy(() -> connect("https://evil.example", Bytes.EMPTY, Bytes.EMPTY))
        .isInstanceOfSatisfying(
            AuthException.class,
            e -> assertThat(e.reason()).isEqualTo(AuthException.Reason.ORIGIN));
  }

  @Test
  void a_hosting_record_of_another_agent_for_another_node_or_of_the_past_is_refused() {
    Instant later = NOW.plusSeconds(60);
    for (Bytes record :
        List.of(
            hosting(BOB, BOB, PEER, later),
            hosting(BOB, ALICE, PEER, later),
            hosting(ALICE, ALICE, OTHER, later),
            hosting(ALICE, ALICE, PEER, NOW),
            fill(1))) {
      assertThatThrownBy(() -> connect(ORIGIN, Bytes.EMPTY, record))
          .isInstanceOfSatisfying(
              AuthException.class,
              e -> assertThat(e.reason()).isEqualTo(AuthException.Reason.HOSTING));
    }
  }

  @Test
  void nothing_else_is_taken_before_the_agent_is_known() {
    for (Frame early :
        List.of(
            new Frame.Begin(),
            new Frame.Resume(Wire.ID, 0),
            new Frame.Received(1),
            new Frame.Said(Wire.status("hello", Optional.of("m")), List.of()),
            new HandshakeFrame.Accepted(Wire.ID, NOW))) {
      assertThatThrownBy(() -> new Admission(GATEWAY, ORIGIN).take(early, fill(8), NOW))
          .isInstanceOfSatisfying(
              AuthException.class,
              e -> assertThat(e.reason()).isEqualTo(AuthException.Reason.OUT_OF_TURN));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chaoschain.agent.auth.core.Parties.AGENT_NONCE;
import static org.chaoschain.agent.auth.core.Parties.ALICE;
import static org.chaoschain.agent.auth.core.Parties.BOB;
import static org.chaoschain.agent.auth.core.Parties.CHAIN;
import static org.chaoschain.agent.auth.core.Parties.NODE;
import static org.chaoschain.agent.auth.core.Parties.NODE_NONCE;
import static org.chaoschain.agent.auth.core.Parties.NOISE;
import static org.chaoschain.agent.auth.core.Parties.NOW;
import static org.chaoschain.agent.auth.core.Parties.OTHER_NODE;
import static org.chaoschain.agent.auth.core.Parties.OTHER_NOISE;
import static org.chaoschain.agent.auth.core.Parties.alice;
import static org.chaoschain.agent.auth.core.Parties.delegation;
import static org.chaoschain.agent.auth.core.Parties.fill;
import static org.chaoschain.agent.auth.core.Parties.gateway;
import static org.chaoschain.agent.auth.core.Parties.node;
import static org.chaoschain.agent.auth.core.Parties.signed;
import static org.chaoschain.agent.auth.core.Parties.timestamp;

import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chaoschain.agent.auth.core.AuthException.Reason;
import org.chaoschain.agent.auth.core.AuthMessage.Challenge;
import org.chaoschain.agent.auth.core.AuthMessage.Connect;
import org.chaoschain.agent.auth.core.AuthMessage.SignedResponse;
import org.chaoschain.agent.auth.core.ServerHandshake.Authenticated;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.envelope.core.Domain;
import org.chaoschain.message.envelope.core.Ed25519Criteria;
import org.chaoschain.message.envelope.core.EnvelopeException;
import org.chaoschain.message.envelope.core.EnvelopeParser;
import org.chaoschain.message.envelope.core.PayloadKind;
import org.chaoschain.proto.v1.Delegation;
import org.junit.jupiter.api.Test;

/** One test for what is accepted, and one for each refusal. */
class HandshakeTest {
  private static final Bytes NONE = Bytes.EMPTY;
  private static final String ORIGIN = "https://node.example";

  private final ServerHandshake server = node(NOISE);
  private final ClientHandshake client = alice(NOISE);

  @Test
  void anAgentWithADelegationIsAccepted() throws AuthException {
    Bytes delegation = signed(delegation());
    Challenge challenge = server.connect(client.connect(), NODE_NONCE, NOW);
    Authenticated who =
        server.respond(client.respond(challenge, delegation, NONE), NOW.plusSeconds(60));
    assertThat(who.agent()).isEqualTo(ALICE.agent());
    Grant grant = who.grant().orElseThrow();
    assertThat(grant.encoded()).isEqualTo(delegation);
    assertThat(grant.topics()).containsExactly("agents");
  }

  @Test
  void anAgentThatSignsAllItselfIsAcceptedAtAGateway() throws AuthException {
    Binding gateway = gateway(NODE, ORIGIN);
    ServerHandshake atGateway = node(gateway);
    ClientHandshake agent = alice(gateway);
    Challenge challenge = atGateway.connect(agent.connect(), NODE_NONCE, NOW);
    assertThat(atGateway.respond(agent.respond(challenge, NONE, NONE), NOW).grant()).isEmpty();
  }

  @Test
  void aChallengeIsAnsweredOnce() throws AuthException {
    SignedResponse response =
        client.respond(server.connect(client.connect(), NODE_NONCE, NOW), NONE, NONE);
    server.respond(response, NOW);
    refused(Reason.OUT_OF_TURN, () -> server.respond(response, NOW));
  }

  @Test
  void aResponseToAnotherNonceIsRefused() throws AuthException {
    SignedResponse old =
        client.respond(server.connect(client.connect(), NODE_NONCE, NOW), NONE, NONE);
    ServerHandshake next = node(NOISE);
    next.connect(client.connect(), fill(0x23), NOW);
    refused(Reason.SIGNATURE, () -> next.respond(old, NOW));
  }

  @Test
  void aResponseForAnotherConnectionIsRefused() throws AuthException {
    SignedResponse response =
        client.respond(server.connect(client.connect(), NODE_NONCE, NOW), NONE, NONE);
    ServerHandshake other = node(OTHER_NOISE);
    other.connect(alice(OTHER_NOISE).connect(), NODE_NONCE, NOW);
    refused(Reason.SIGNATURE, () -> other.respond(response, NOW));
  }

  @Test
  void aClaimOfAnotherConnectionIsRefused() {
    refused(Reason.CONNECTION, () -> server.connect(alice(OTHER_NOISE).connect(), NODE_NONCE, NOW));
  }

  @Test
  void anAnswerAfterSixtySecondsIsRefused() throws AuthException {
    SignedResponse response =
        client.respond(server.connect(client.connect(), NODE_NONCE, NOW), NONE, NONE);
    refused(Reason.EXPIRED, () -> server.respond(response, NOW.plusSeconds(60).plusMillis(1)));
  }

  @Test
  void anAgentDoesNotAnswerAChallengeRelayedFromAnotherServer() throws AuthException {
    Binding here = gateway(NODE, ORIGIN);
    ClientHandshake agent = alice(gateway(OTHER_NODE, ORIGIN));
    Challenge relayed = node(here).connect(alice(here).connect(), NODE_NONCE, NOW);
    refused(Reason.SERVER, () -> agent.respond(relayed, NONE, NONE));
  }

  @Test
  void aServerRefusesAnAgentThatWantsAnother() {
    refused(
        Reason.SERVER,
        () ->
            node(gateway(NODE, ORIGIN))
                .connect(alice(gateway(OTHER_NODE, ORIGIN)).connect(), NODE_NONCE, NOW));
  }

  @Test
  void anotherOriginIsRefused() {
    refused(
        Reason.ORIGIN,
        () ->
            node(gateway(NODE, ORIGIN))
                .connect(alice(gateway(NODE, "https://evil.example")).connect(), NODE_NONCE, NOW));
  }

  @Test
  void anOriginThatSomebodyInBetweenRewritesIsRefusedByTheAgent() throws AuthException {
    ClientHandshake deceived = alice(gateway(NODE, "https://evil.example"));
    Challenge honest =
        node(gateway(NODE, ORIGIN))
            .connect(alice(gateway(NODE, ORIGIN)).connect(), NODE_NONCE, NOW);
    refused(Reason.SIGNATURE, () -> deceived.respond(honest, NONE, NONE));
  }

  @Test
  void anotherChainIsRefused() {
    ClientHandshake elsewhere =
        new ClientHandshake(ALICE, "other", NOISE, Optional.empty(), AGENT_NONCE);
    refused(Reason.CHAIN, () -> server.connect(elsewhere.connect(), NODE_NONCE, NOW));
  }

  @Test
  void aSwappedKeyIsRefused() throws AuthException {
    Connect bob = new ClientHandshake(BOB, CHAIN, NOISE, Optional.empty(), AGENT_NONCE).connect();
    Challenge forBob = server.connect(bob, NODE_NONCE, NOW);
    // Alice does not answer what was made for Bob, and what she signs for herself is not his
    refused(Reason.SIGNATURE, () -> client.respond(forBob, NONE, NONE));
    Challenge forAlice = node(NOISE).connect(alice(NOISE).connect(), NODE_NONCE, NOW);
    SignedResponse byAlice = alice(NOISE).respond(forAlice, NONE, NONE);
    refused(Reason.SIGNATURE, () -> server.respond(byAlice, NOW));
  }

  @Test
  void anAgentIdOfAnotherKeyIsRefused() {
    Connect connect =
        new Connect(BOB.publicKey(), ALICE.publicKey(), AGENT_NONCE, CHAIN, NOISE.encode());
    refused(Reason.AGENT_ID, () -> server.connect(connect, NODE_NONCE, NOW));
  }

  @Test
  void aReflectedChallengeIsRefused() throws AuthException {
    Challenge challenge = server.connect(client.connect(), NODE_NONCE, NOW);
    Challenge reflected =
        new Challenge(
            AGENT_NONCE, challenge.nodeKey(), challenge.issuedAt(), challenge.signature());
    refused(Reason.SIGNATURE, () -> client.respond(reflected, NONE, NONE));
  }

  @Test
  void whatANodeSignsIsNoAnswerOfAnAgent() throws AuthException {
    // an agent with the node's own key is sent the node's own signature
    ClientHandshake nodeAsAgent =
        new ClientHandshake(NODE, CHAIN, NOISE, Optional.empty(), AGENT_NONCE);
    Challenge challenge = server.connect(nodeAsAgent.connect(), NODE_NONCE, NOW);
    refused(
        Reason.SIGNATURE,
        () -> server.respond(new SignedResponse(challenge.signature(), NONE, NONE), NOW));
  }

  @Test
  void whatIsSignedNeverParsesAsAnEnvelope() throws AuthException {
    Challenge challenge = server.connect(client.connect(), NODE_NONCE, NOW);
    SignedResponse response = client.respond(challenge, NONE, NONE);
    Transcript seen =
        new Transcript(
            NOISE, CHAIN, ALICE.publicKey(), NODE.publicKey(), AGENT_NONCE, NODE_NONCE, NOW);
    Bytes bytes = seen.forAgent(NONE, NONE);
    byte[] asEnvelope =
        bytes.concat(Bytes.copyOf((byte) 0x4a, (byte) 0x40)).concat(response.signature()).toArray();
    assertThatThrownBy(() -> EnvelopeParser.parse(asEnvelope, PayloadKind.MAX_ENVELOPE_BYTES))
        .isInstanceOf(EnvelopeException.class);
  }

  @Test
  void aNonceThatIsPartOfAVoteMakesNoVote() throws AuthException {
    // the first bytes of a serialised message with a vote: version 1, then the payload's tag
    byte[] vote = fill(0).toArray();
    System.arraycopy(new byte[] {0x08, 0x01, 0x2a, 0x1c}, 0, vote, 0, 4);
    Bytes nonce = Bytes.wrap(vote);
    SignedResponse response =
        client.respond(server.connect(client.connect(), nonce, NOW), NONE, NONE);
    byte[] key = ALICE.publicKey().toArray();
    byte[] seen =
        new Transcript(NOISE, CHAIN, ALICE.publicKey(), NODE.publicKey(), AGENT_NONCE, nonce, NOW)
            .forAgent(NONE, NONE)
            .toArray();
    assertThat(Ed25519Criteria.verify(key, seen, response.signature().toArray())).isTrue();
    for (Domain domain : Domain.values()) {
      assertThat(Ed25519Criteria.verify(key, domain, vote, response.signature().toArray()))
          .as("%s", domain)
          .isFalse();
      assertThat(Ed25519Criteria.verify(key, domain, seen, response.signature().toArray()))
          .as("%s", domain)
          .isFalse();
    }
  }

  @Test
  void aDelegationThatIsExchangedOnTheWayIsRefused() throws AuthException {
    Challenge challenge = server.connect(client.connect(), NODE_NONCE, NOW);
    SignedResponse response = client.respond(challenge, signed(delegation()), NONE);
    Bytes wider = signed(delegation().addTopics("memes"));
    refused(
        Reason.SIGNATURE,
        () -> server.respond(new SignedResponse(response.signature(), wider, NONE), NOW));
  }

  @Test
  void aDelegationThatHasEndedIsRefused() throws AuthException {
    refusedDelegation(delegation().setExpiresAt(timestamp(NOW)), "ended");
  }

  @Test
  void aDelegationThatLastsTooLongIsRefused() throws AuthException {
    refusedDelegation(
        delegation().setExpiresAt(timestamp(NOW.plusSeconds(31 * 86_400L))),
        "agent.auth.delegation.max");
  }

  @Test
  void aDelegationToAnotherNodeOrForAnotherChainIsRefused() throws AuthException {
    refusedDelegation(
        delegation()
            .setNodeKey(com.google.protobuf.ByteString.copyFrom(OTHER_NODE.publicKey().toArray())),
        "node key");
    refusedDelegation(delegation().setChainId("other"), "chain");
  }

  @Test
  void aGrantCoversItsTopicsUntilItsEnd() throws AuthException {
    Grant grant =
        Grant.verify(
            signed(delegation()),
            ALICE.agent(),
            NODE.publicKey(),
            CHAIN,
            NOW,
            AuthSettings.DEFAULT.longestDelegation());
    assertThat(grant.covers("agents", NOW.plusSeconds(3_600))).isTrue();
    assertThat(grant.covers("agents", NOW.plusSeconds(3_601))).isFalse();
    assertThat(grant.covers("memes", NOW)).isFalse();
  }

  private static void refusedDelegation(Delegation.Builder delegation, String text)
      throws AuthException {
    ServerHandshake node = node(NOISE);
    ClientHandshake agent = alice(NOISE);
    Challenge challenge = node.connect(agent.connect(), NODE_NONCE, NOW);
    SignedResponse response = agent.respond(challenge, signed(delegation), NONE);
    assertThatThrownBy(() -> node.respond(response, NOW))
        .isInstanceOfSatisfying(
            AuthException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DELEGATION))
        .hasMessageContaining(text);
  }

  private static void refused(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(AuthException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}

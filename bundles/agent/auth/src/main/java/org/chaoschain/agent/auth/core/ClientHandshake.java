// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import java.util.Optional;
import org.chaoschain.agent.auth.core.AuthException.Reason;
import org.chaoschain.agent.auth.core.AuthMessage.Challenge;
import org.chaoschain.agent.auth.core.AuthMessage.Connect;
import org.chaoschain.agent.auth.core.AuthMessage.SignedResponse;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.message.envelope.core.Ed25519Criteria;

/**
 * The agent's side of one handshake. It signs nothing before the node has proved that it has its
 * key and sees the same connection. Not safe for use by several threads.
 */
public final class ClientHandshake {
  private final MessageSigner agent;
  private final String chainId;
  private final Binding binding;
  private final Optional<Bytes> expectedNode;
  private final Bytes nonce;
  private boolean over;

  /**
   * A handshake that has not begun.
   *
   * @param agent the agent's key
   * @param binding the connection as the agent sees it
   * @param expectedNode the node's Ed25519 key, if it is known: that of the connection, or one that
   *     was configured; of a gateway it is always the binding's
   * @param nonce 32 bytes from an entropy source, never used before
   * @throws IllegalArgumentException if the nonce is not 32 bytes or the chain id is out of bounds
   */
  public ClientHandshake(
      MessageSigner agent,
      String chainId,
      Binding binding,
      Optional<Bytes> expectedNode,
      Bytes nonce) {
    this.agent = agent;
    this.chainId = chainId;
    this.binding = binding;
    this.expectedNode =
        binding instanceof Binding.Gateway gateway
            ? Optional.of(gateway.serverKey())
            : expectedNode;
    this.nonce = nonce;
    connect();
  }

  /** The first message. */
  public Connect connect() {
    Bytes key = agent.agent().key();
    return new Connect(key, key, nonce, chainId, binding.encode());
  }

  /**
   * Answers the challenge, once.
   *
   * @param delegation an encoded {@code SignedDelegation} to the challenge's node, or empty
   * @param hostingRecord an encoded {@code SignedHostingRecord}, or empty
   * @throws AuthException if the node has not proved itself; nothing has been signed then
   */
  public SignedResponse respond(Challenge challenge, Bytes delegation, Bytes hostingRecord)
      throws AuthException {
    if (over) {
      throw new AuthException(Reason.OUT_OF_TURN, "a challenge has been answered already");
    }
    over = true;
    if (expectedNode.isPresent() && !expectedNode.get().equals(challenge.nodeKey())) {
      throw new AuthException(
          Reason.SERVER,
          "the node has the key %s, and %s is expected"
              .formatted(challenge.nodeKey().hex(), expectedNode.get().hex()));
    }
    if (challenge.nonce().equals(nonce)) {
      throw new AuthException(
          Reason.SIGNATURE, "the challenge is this agent's own nonce, sent back to it");
    }
    Transcript transcript =
        new Transcript(
            binding,
            chainId,
            agent.agent().key(),
            challenge.nodeKey(),
            nonce,
            challenge.nonce(),
            challenge.issuedAt());
    if (!Ed25519Criteria.verify(
        challenge.nodeKey().toArray(),
        transcript.forNode().toArray(),
        challenge.signature().toArray())) {
      throw new AuthException(
          Reason.SIGNATURE,
          "the node %s has not signed this agent's nonce for this connection"
              .formatted(challenge.nodeKey().hex()));
    }
    return new SignedResponse(
        agent.sign(transcript.forAgent(delegation, hostingRecord)), delegation, hostingRecord);
  }
}

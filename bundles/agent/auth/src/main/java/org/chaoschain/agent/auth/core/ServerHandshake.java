// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.chaoschain.agent.auth.core.AuthException.Reason;
import org.chaoschain.agent.auth.core.AuthMessage.Challenge;
import org.chaoschain.agent.auth.core.AuthMessage.Connect;
import org.chaoschain.agent.auth.core.AuthMessage.SignedResponse;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.envelope.core.Ed25519Criteria;

/**
 * The node's side of one handshake on one connection. A refusal ends it: each challenge can be
 * answered once. Not safe for use by several threads.
 */
public final class ServerHandshake {
  private final Binding binding;
  private final String chainId;
  private final Bytes nodeKey;
  private final UnaryOperator<Bytes> nodeSigner;
  private final AuthSettings settings;
  private State state = State.CONNECT_DUE;
  private Transcript transcript;

  private enum State {
    CONNECT_DUE,
    RESPONSE_DUE,
    OVER
  }

  /**
   * Who has been authenticated.
   *
   * @param agent the agent
   * @param grant what the node may sign for it, verified; empty if the agent signs all itself
   * @param hostingRecord the encoded hosting record that it sent, covered by its signature, but not
   *     looked into; may be empty
   */
  public record Authenticated(AgentId agent, Optional<Grant> grant, Bytes hostingRecord) {}

  /**
   * A handshake that has not begun.
   *
   * @param binding the connection as this node sees it; of a gateway with this node's key
   * @param chainId this node's chain
   * @param nodeKey this node's Ed25519 key, 32 bytes
   * @param nodeSigner signs with it the bytes it is given, domain included
   */
  public ServerHandshake(
      Binding binding,
      String chainId,
      Bytes nodeKey,
      UnaryOperator<Bytes> nodeSigner,
      AuthSettings settings) {
    this.binding = binding;
    this.chainId = chainId;
    this.nodeKey = nodeKey;
    this.nodeSigner = nodeSigner;
    this.settings = settings;
  }

  /**
   * Takes the first message.
   *
   * @param nonce 32 bytes from an entropy source, never used before
   * @return the answer
   * @throws AuthException if the agent's view of id, chain or connection is not this node's
   */
  public Challenge connect(Connect connect, Bytes nonce, Instant now) throws AuthException {
    step(State.CONNECT_DUE);
    if (!connect.agentKey().equals(connect.publicKey())) {
      throw new AuthException(
          Reason.AGENT_ID,
          "the agent id %s is not that of the public key %s; an agent id is the did:key of the key that signs"
              .formatted(new AgentId(connect.agentKey()), connect.publicKey().hex()));
    }
    if (!connect.chainId().equals(chainId)) {
      throw new AuthException(
          Reason.CHAIN,
          "the agent wants the chain %s, and this node is on %s"
              .formatted(AuthText.quote(connect.chainId()), chainId));
    }
    compareBinding(connect.binding());
    if (connect.nonce().equals(nonce)) {
      throw new AuthException(Reason.SIGNATURE, "the nonce of the agent is that of this node");
    }
    Transcript seen =
        new Transcript(
            binding,
            chainId,
            connect.publicKey(),
            nodeKey,
            connect.nonce(),
            nonce,
            Instant.ofEpochMilli(now.toEpochMilli()));
    Challenge challenge =
        new Challenge(nonce, nodeKey, seen.issuedAt(), nodeSigner.apply(seen.forNode()));
    transcript = seen;
    state = State.RESPONSE_DUE;
    return challenge;
  }

  /**
   * Takes the answer to the challenge.
   *
   * @return who it is
   * @throws AuthException if it comes too late, the signature is not by that agent over what this
   *     node has seen, or the delegation is not one for this node
   */
  public Authenticated respond(SignedResponse response, Instant now) throws AuthException {
    step(State.RESPONSE_DUE);
    Instant end = transcript.issuedAt().plus(settings.challengeLife());
    if (now.isAfter(end)) {
      throw new AuthException(
          Reason.EXPIRED,
          "the challenge could be answered until %s (agent.auth.challenge.ttl %s), and it is %s; connect again"
              .formatted(end, settings.challengeLife(), now));
    }
    AgentId agent = new AgentId(transcript.agent());
    Bytes signed = transcript.forAgent(response.delegation(), response.hostingRecord());
    if (!Ed25519Criteria.verify(
        agent.key().toArray(), signed.toArray(), response.signature().toArray())) {
      throw new AuthException(
          Reason.SIGNATURE,
          "the signature is none by %s over this challenge on this connection".formatted(agent));
    }
    Optional<Grant> grant =
        response.delegation().isEmpty()
            ? Optional.empty()
            : Optional.of(
                Grant.verify(
                    response.delegation(),
                    agent,
                    nodeKey,
                    chainId,
                    now,
                    settings.longestDelegation()));
    return new Authenticated(agent, grant, response.hostingRecord());
  }

  /** The claim decides nothing, for the signature covers this node's view; but it explains. */
  private void compareBinding(Bytes claimed) throws AuthException {
    Bytes own = binding.encode();
    if (claimed.equals(own)) {
      return;
    }
    if (claimed.isEmpty() || claimed.get(0) != own.get(0) || binding instanceof Binding.NoiseHash) {
      throw new AuthException(
          Reason.CONNECTION,
          "the agent is bound to another connection than the one that carries it; connect to the node directly");
    }
    int keyEnd = 1 + AuthMessage.KEY_BYTES;
    if (claimed.size() < keyEnd || !claimed.slice(1, keyEnd).equals(own.slice(1, keyEnd))) {
      throw new AuthException(
          Reason.SERVER,
          "the agent wants the node key %s, and this node's is %s"
              .formatted(claimed.slice(1, Math.min(keyEnd, claimed.size())).hex(), nodeKey.hex()));
    }
    throw new AuthException(
        Reason.ORIGIN,
        "the agent believes to be at another origin than %s, which this gateway serves"
            .formatted(((Binding.Gateway) binding).origin()));
  }

  private void step(State due) throws AuthException {
    State now = state;
    state = State.OVER;
    if (now != due) {
      throw new AuthException(
          Reason.OUT_OF_TURN,
          now == State.OVER
              ? "the handshake is over, and its nonce cannot be used again; connect again"
              : "this message is not due now; the order is connect, challenge, response, accepted");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.message.envelope.core.UnacceptableEnvelopeException.Reason;
import org.chaoschain.proto.v1.ChaoschainMessage;
import org.chaoschain.proto.v1.Delegation;
import org.chaoschain.proto.v1.SignedDelegation;

/**
 * Permissions of agents for nodes to sign in their name: made, bounded, verified. What is verified
 * does not depend on the time of day: a message under a delegation has an expiry that is not later
 * than the delegation's, so that {@link FreshnessLimits} decides about both. Has no state but what
 * it has verified.
 */
public final class Delegations {
  /** Largest serialised delegation, in bytes. */
  public static final int MAX_PAYLOAD_BYTES = 148;

  /** Largest number of topics. */
  public static final int MAX_TOPICS = 8;

  /** As many agents may speak through this node, or to it, before one is verified again. */
  private static final int KNOWN = 8_192;

  private static final SignedDelegations SIGNED = new SignedDelegations(KNOWN);

  private Delegations() {}

  /**
   * Signs a delegation.
   *
   * @param agent the agent's key
   * @param delegation what it permits; its agent must be that key
   * @throws IllegalArgumentException if a field is out of bounds, naming it
   */
  public static SignedDelegation sign(MessageSigner agent, Delegation delegation) {
    if (!Envelope.bytes(delegation.getAgent()).equals(agent.agent().key())) {
      throw new IllegalArgumentException(
          "the delegation names another agent than the one that signs it");
    }
    byte[] payload = delegation.toByteArray();
    SignedDelegation signed =
        SignedDelegation.newBuilder()
            .setPayload(ByteString.copyFrom(payload))
            .setSignature(
                ByteString.copyFrom(
                    agent
                        .sign(Bytes.wrap(Domain.DELEGATION.prepend(payload, 0, payload.length)))
                        .toArray()))
            .build();
    try {
      parse(signed, 0);
    } catch (UnacceptableEnvelopeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return signed;
  }

  /**
   * Reads a delegation and checks its bounds, not its signature.
   *
   * @param signed the delegation
   * @param offset where it is in the message, for the refusal
   * @throws UnacceptableEnvelopeException if it does not parse or is out of bounds
   */
  public static Delegation parse(SignedDelegation signed, int offset)
      throws UnacceptableEnvelopeException {
    int size = signed.getPayload().size();
    require(
        size <= MAX_PAYLOAD_BYTES,
        offset,
        size + " bytes",
        "at most " + MAX_PAYLOAD_BYTES + " bytes are allowed");
    int signature = signed.getSignature().size();
    require(
        signature == 64, offset, "a signature of " + signature + " bytes", "64 bytes are required");
    Delegation delegation;
    try {
      delegation = Delegation.parseFrom(signed.getPayload());
    } catch (InvalidProtocolBufferException e) {
      throw new UnacceptableEnvelopeException(
          Reason.DELEGATION, offset, e.getMessage(), "it must parse");
    }
    requireKey(delegation.getAgent(), "an agent", offset);
    requireKey(delegation.getNodeKey(), "a node key", offset);
    require(
        EnvelopeRules.isName(delegation.getChainId()),
        offset,
        "chain id " + EnvelopeRules.quote(delegation.getChainId()),
        "a chain id is required");
    int topics = delegation.getTopicsCount();
    require(
        topics >= 1 && topics <= MAX_TOPICS,
        offset,
        topics + " topics",
        "1 to 8 topics are allowed");
    for (String topic : delegation.getTopicsList()) {
      require(
          EnvelopeRules.isTypeName(topic),
          offset,
          "topic " + EnvelopeRules.quote(topic),
          "a topic's last word or an extension's type is required");
    }
    require(
        delegation.hasExpiresAt() && EnvelopeRules.isTime(delegation.getExpiresAt()),
        offset,
        delegation.hasExpiresAt() ? EnvelopeRules.text(delegation.getExpiresAt()) : "no expiry",
        "an expiry in the years 1970 to 9999 is required");
    return delegation;
  }

  /**
   * Verifies the delegation of an envelope, but not the envelope's own signature.
   *
   * @param envelope has a delegation
   * @return what the agent permitted, in fact
   * @throws UnverifiedEnvelopeException if the delegation does not cover this message, or the agent
   *     did not sign it
   */
  public static Delegation verify(Envelope envelope) throws UnverifiedEnvelopeException {
    ChaoschainMessage message = envelope.message();
    int offset = envelope.offsetOf(ChaoschainMessage.DELEGATION_FIELD_NUMBER);
    Delegation delegation;
    try {
      delegation = parse(message.getDelegation(), offset);
    } catch (UnacceptableEnvelopeException e) {
      throw new IllegalStateException("an envelope's delegation was checked when it was parsed", e);
    }
    if (!delegation.getAgent().equals(message.getSender())) {
      throw new UnverifiedEnvelopeException(
          UnverifiedEnvelopeException.Reason.DELEGATION_AGENT,
          offset,
          Envelope.bytes(delegation.getAgent()).hex(),
          "the sender is " + envelope.sender().hex());
    }
    if (!delegation.getChainId().equals(message.getChainId())) {
      throw new UnverifiedEnvelopeException(
          UnverifiedEnvelopeException.Reason.DELEGATION_CHAIN,
          offset,
          EnvelopeRules.quote(delegation.getChainId()),
          "the message is for " + EnvelopeRules.quote(message.getChainId()));
    }
    String topic = topicOf(envelope);
    if (!delegation.getTopicsList().contains(topic)
        && !delegation.getTopicsList().contains(message.getExtension().getType())) {
      throw new UnverifiedEnvelopeException(
          UnverifiedEnvelopeException.Reason.DELEGATION_TOPIC,
          offset,
          topic,
          "covered: " + delegation.getTopicsList());
    }
    if (Envelope.instant(message.getExpiresAt())
        .isAfter(Envelope.instant(delegation.getExpiresAt()))) {
      throw new UnverifiedEnvelopeException(
          UnverifiedEnvelopeException.Reason.DELEGATION_EXPIRY,
          offset,
          EnvelopeRules.text(message.getExpiresAt()),
          "the delegation ends at " + EnvelopeRules.text(delegation.getExpiresAt()));
    }
    if (!SIGNED.signed(delegation.getAgent(), message.getDelegation())) {
      throw new UnverifiedEnvelopeException(
          UnverifiedEnvelopeException.Reason.DELEGATION_SIGNATURE,
          offset,
          "a signature that does not verify",
          "one by " + envelope.sender().hex() + " is required");
    }
    return delegation;
  }

  /**
   * What a delegation must name to cover a message: the last word of the payload's topic, {@code
   * payload-N} for a payload that is not known here. The name of its type covers an extension as
   * well.
   */
  public static String topicOf(Envelope envelope) {
    return envelope
        .kind()
        .map(PayloadKind::topic)
        .orElse("payload-" + envelope.layout().payloadNumber());
  }

  private static void requireKey(ByteString key, String what, int offset)
      throws UnacceptableEnvelopeException {
    require(
        key.size() == 32,
        offset,
        what + " of " + key.size() + " bytes",
        "an Ed25519 public key has 32 bytes");
  }

  private static void require(boolean holds, int offset, String value, String limit)
      throws UnacceptableEnvelopeException {
    if (!holds) {
      throw new UnacceptableEnvelopeException(Reason.DELEGATION, offset, value, limit);
    }
  }
}

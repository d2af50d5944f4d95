// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.chaoschain.agent.auth.core.AuthException.Reason;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.envelope.core.Delegations;
import org.chaoschain.message.envelope.core.Domain;
import org.chaoschain.message.envelope.core.Ed25519Criteria;
import org.chaoschain.message.envelope.core.UnacceptableEnvelopeException;
import org.chaoschain.proto.v1.Delegation;
import org.chaoschain.proto.v1.SignedDelegation;

/**
 * A delegation whose signature has been verified: what the agent permits a node. Immutable.
 *
 * @param encoded the {@code SignedDelegation}, attached to each envelope under it
 * @param agent who permits
 * @param nodeKey who may sign, 32 bytes
 * @param chainId for which chain
 * @param topics what it covers, 1 to 8
 * @param expiresAt when it ends
 */
public record Grant(
    Bytes encoded,
    AgentId agent,
    Bytes nodeKey,
    String chainId,
    List<String> topics,
    Instant expiresAt) {

  /** Copies the list. */
  public Grant {
    topics = List.copyOf(topics);
  }

  /**
   * Reads and verifies a delegation.
   *
   * @param encoded a {@code SignedDelegation}
   * @param agent who must have signed it
   * @param nodeKey whom it must name
   * @param chainId the chain it must name
   * @param now it must not have ended
   * @param longest how far ahead its end may be
   * @throws AuthException of reason {@code DELEGATION}
   */
  public static Grant verify(
      Bytes encoded, AgentId agent, Bytes nodeKey, String chainId, Instant now, Duration longest)
      throws AuthException {
    SignedDelegation signed;
    Delegation delegation;
    try {
      signed = SignedDelegation.parseFrom(encoded.toArray());
      delegation = Delegations.parse(signed, 0);
    } catch (InvalidProtocolBufferException | UnacceptableEnvelopeException e) {
      throw refused("does not parse: " + e.getMessage());
    }
    Bytes byWhom = Bytes.wrap(delegation.getAgent().toByteArray());
    if (!byWhom.equals(agent.key())) {
      throw refused("is by the agent %s, and %s is connected".formatted(byWhom.hex(), agent));
    }
    Bytes toWhom = Bytes.wrap(delegation.getNodeKey().toByteArray());
    if (!toWhom.equals(nodeKey)) {
      throw refused(
          "is for the node key %s, and this node's is %s".formatted(toWhom.hex(), nodeKey.hex()));
    }
    if (!delegation.getChainId().equals(chainId)) {
      throw refused(
          "is for the chain %s, and this node is on %s"
              .formatted(AuthText.quote(delegation.getChainId()), chainId));
    }
    Instant end =
        Instant.ofEpochSecond(
            delegation.getExpiresAt().getSeconds(), delegation.getExpiresAt().getNanos());
    if (!now.isBefore(end)) {
      throw refused("ended at %s, and it is %s; sign a new one".formatted(end, now));
    }
    if (end.isAfter(now.plus(longest))) {
      throw refused(
          "ends at %s, and at most %s ahead is allowed (agent.auth.delegation.max)"
              .formatted(end, longest));
    }
    if (!Ed25519Criteria.verify(
        agent.key().toArray(),
        Domain.DELEGATION,
        signed.getPayload().toByteArray(),
        signed.getSignature().toByteArray())) {
      throw refused("has a signature that is not by the agent " + agent);
    }
    return new Grant(encoded, agent, nodeKey, chainId, delegation.getTopicsList(), end);
  }

  /**
   * Whether a message may be signed under it.
   *
   * @param topic the last word of the message's topic, or the extension's type
   * @param messageExpiresAt when the message becomes void
   */
  public boolean covers(String topic, Instant messageExpiresAt) {
    return topics.contains(topic) && !messageExpiresAt.isAfter(expiresAt);
  }

  private static AuthException refused(String why) {
    return new AuthException(Reason.DELEGATION, "the delegation " + why);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.envelope.core.Domain;

/**
 * What both sides of a handshake sign: everything that they have seen of each other, in a fixed
 * layout behind a domain that says who signs. So a node's signature is never an agent's, and
 * neither is a vote, an envelope, a delegation or a hosting record. Immutable.
 *
 * @param binding the connection, as the one who signs or verifies sees it
 * @param chainId the chain, as that one knows it
 * @param agent the agent's key
 * @param nodeKey the node's key
 * @param agentNonce what the agent has asked for
 * @param nodeNonce what the node has asked for
 * @param issuedAt the time of the challenge
 */
public record Transcript(
    Binding binding,
    String chainId,
    Bytes agent,
    Bytes nodeKey,
    Bytes agentNonce,
    Bytes nodeNonce,
    Instant issuedAt) {

  /** What the node signs, its domain included. */
  public Bytes forNode() {
    byte[] common = common();
    return Bytes.wrap(Domain.AUTH_NODE.prepend(common, 0, common.length));
  }

  /**
   * What the agent signs, its domain included.
   *
   * @param delegation the encoded delegation that goes with it, or empty
   * @param hostingRecord the encoded hosting record that goes with it, or empty
   */
  public Bytes forAgent(Bytes delegation, Bytes hostingRecord) {
    byte[] common = common();
    return Bytes.wrap(Domain.AUTH_AGENT.prepend(common, 0, common.length))
        .concat(sha256(delegation))
        .concat(sha256(hostingRecord));
  }

  private byte[] common() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] chain = chainId.getBytes(StandardCharsets.US_ASCII);
    out.write(AuthCodec.VERSION);
    out.write(chain.length);
    out.writeBytes(chain);
    out.writeBytes(binding.encode().toArray());
    out.writeBytes(agent.toArray());
    out.writeBytes(nodeKey.toArray());
    out.writeBytes(agentNonce.toArray());
    out.writeBytes(nodeNonce.toArray());
    out.writeBytes(ByteBuffer.allocate(8).putLong(issuedAt.toEpochMilli()).array());
    return out.toByteArray();
  }

  private static Bytes sha256(Bytes bytes) {
    try {
      return Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(bytes.toArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

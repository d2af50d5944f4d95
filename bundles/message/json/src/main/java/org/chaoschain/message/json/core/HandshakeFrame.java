// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import java.time.Instant;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;

/**
 * The handshake by which an agent proves who it is, as frames: {@code docs/protocol/auth.md} says
 * what is signed. Immutable.
 */
public sealed interface HandshakeFrame extends Frame {
  /** The size of a key or nonce, in bytes. */
  int KEY_BYTES = 32;

  /** The largest binding, in bytes. */
  int MAX_BINDING_BYTES = 289;

  /** The largest delegation or hosting record, in bytes. */
  int MAX_ATTACHMENT_BYTES = 512;

  /** The largest text of a refusal, in bytes. */
  int MAX_REASON_BYTES = 500;

  /**
   * First, from the agent.
   *
   * @param agent who it wants to be
   * @param publicKey the key it will sign with, 32 bytes
   * @param nonce what the node has to sign, 32 bytes
   * @param chainId the chain
   * @param binding the connection as the agent sees it
   */
  record Connect(AgentId agent, Bytes publicKey, Bytes nonce, String chainId, Bytes binding)
      implements HandshakeFrame {
    @Override
    public String type() {
      return "connect";
    }
  }

  /**
   * Second, from the gateway.
   *
   * @param nonce what the agent has to sign, 32 bytes
   * @param nodeKey the node's key, 32 bytes
   * @param issuedAt the node's time
   * @param signature the node's
   */
  record Challenge(Bytes nonce, Bytes nodeKey, Instant issuedAt, Bytes signature)
      implements HandshakeFrame {
    @Override
    public String type() {
      return "challenge";
    }
  }

  /**
   * Third, from the agent.
   *
   * @param signature the agent's
   * @param delegation a SignedDelegation to the node, or empty
   * @param hostingRecord a SignedHostingRecord, or empty
   */
  record Response(Bytes signature, Bytes delegation, Bytes hostingRecord)
      implements HandshakeFrame {
    @Override
    public String type() {
      return "response";
    }
  }

  /**
   * Fourth, from the gateway: the agent is known now.
   *
   * @param session the id of the session, 16 bytes
   * @param expiresAt when it ends at the latest
   */
  record Accepted(Bytes session, Instant expiresAt) implements HandshakeFrame {
    @Override
    public String type() {
      return "accepted";
    }
  }

  /**
   * From the gateway instead of the second or fourth, or later when the session ends. The
   * connection is closed after it.
   *
   * @param code 1 to 255
   * @param text for people
   */
  record Refused(int code, String text) implements HandshakeFrame {
    @Override
    public String type() {
      return "refused";
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.chaoschain.api.bytes.Bytes;

/** A message of the handshake; {@link AuthCodec} has the bytes. Immutable. */
public sealed interface AuthMessage {
  /** The size of an Ed25519 public key, in bytes. */
  int KEY_BYTES = 32;

  /** The size of a nonce, in bytes. */
  int NONCE_BYTES = 32;

  /** The size of a signature, in bytes. */
  int SIGNATURE_BYTES = 64;

  /** The size of a session id, in bytes. */
  int SESSION_BYTES = 16;

  /** The largest chain id, in bytes. */
  int MAX_CHAIN_BYTES = 64;

  /** The largest signed delegation or hosting record, in bytes. */
  int MAX_ATTACHMENT_BYTES = 512;

  /** The largest reason of a refusal, in bytes. */
  int MAX_REASON_BYTES = 500;

  /**
   * The agent says who it wants to be. First, from the agent.
   *
   * @param agentKey the key that its agent id names, 32 bytes
   * @param publicKey the key it will sign with, 32 bytes
   * @param nonce what the node has to sign, 32 random bytes
   * @param chainId the chain, 1 to 64 visible ASCII characters
   * @param binding the encoded {@link Binding} as the agent sees it; it lets a refusal name the
   *     difference, and decides nothing
   */
  record Connect(Bytes agentKey, Bytes publicKey, Bytes nonce, String chainId, Bytes binding)
      implements AuthMessage {
    /** Checks the sizes. */
    public Connect {
      size("agent id", agentKey, KEY_BYTES);
      size("public key", publicKey, KEY_BYTES);
      size("nonce", nonce, NONCE_BYTES);
      if (chainId.isEmpty() || chainId.length() > MAX_CHAIN_BYTES || !AuthText.visible(chainId)) {
        throw new IllegalArgumentException(
            "a chain id has 1 to 64 visible ASCII characters; found " + AuthText.quote(chainId));
      }
      most("binding", binding, KEY_BYTES + 2 + Binding.MAX_ORIGIN_BYTES);
    }
  }

  /**
   * The node proves itself and asks. Second, from the node.
   *
   * @param nonce what the agent has to sign, 32 random bytes
   * @param nodeKey the node's Ed25519 key, 32 bytes
   * @param issuedAt the node's time, in whole milliseconds
   * @param signature the node's, 64 bytes, over what it has seen; see {@link Transcript}
   */
  record Challenge(Bytes nonce, Bytes nodeKey, Instant issuedAt, Bytes signature)
      implements AuthMessage {
    /** Checks the sizes. */
    public Challenge {
      size("nonce", nonce, NONCE_BYTES);
      size("node key", nodeKey, KEY_BYTES);
      size("signature", signature, SIGNATURE_BYTES);
      time(issuedAt);
    }
  }

  /**
   * The agent proves itself. Third, from the agent.
   *
   * @param signature the agent's, 64 bytes, over what it has seen; see {@link Transcript}
   * @param delegation an encoded {@code SignedDelegation} to that node, or empty: then the agent
   *     signs each envelope itself
   * @param hostingRecord an encoded {@code SignedHostingRecord}, or empty
   */
  record SignedResponse(Bytes signature, Bytes delegation, Bytes hostingRecord)
      implements AuthMessage {
    /** Checks the sizes. */
    public SignedResponse {
      size("signature", signature, SIGNATURE_BYTES);
      most("delegation", delegation, MAX_ATTACHMENT_BYTES);
      most("hosting record", hostingRecord, MAX_ATTACHMENT_BYTES);
    }
  }

  /**
   * The agent is known now. Fourth and last, from the node.
   *
   * @param session the id of the session, 16 bytes; it names the session to an operator and is no
   *     secret: the connection carries the right
   * @param expiresAt when the session ends at the latest, in whole milliseconds
   */
  record ConnectionAccepted(Bytes session, Instant expiresAt) implements AuthMessage {
    /** Checks the sizes. */
    public ConnectionAccepted {
      size("session", session, SESSION_BYTES);
      time(expiresAt);
    }
  }

  /**
   * The handshake has failed; instead of the second or fourth message. The node ends it.
   *
   * @param code see {@link AuthException.Reason#code}; 1 to 255
   * @param text for people, UTF-8, at most 500 bytes
   */
  record Refused(int code, String text) implements AuthMessage {
    /** Checks the bounds; a longer text is cut. */
    public Refused {
      if (code < 1 || code > 255) {
        throw new IllegalArgumentException("a code is 1 to 255, not " + code);
      }
      text = AuthCodec.cut(text);
    }

    /** What a node answers to whom it refuses. */
    public static Refused of(AuthException e) {
      return new Refused(e.reason().code(), e.getMessage());
    }
  }

  private static void size(String what, Bytes value, int size) {
    if (value.size() != size) {
      throw new IllegalArgumentException(
          "the %s has %d bytes, not %d".formatted(what, size, value.size()));
    }
  }

  private static void most(String what, Bytes value, int size) {
    if (value.size() > size) {
      throw new IllegalArgumentException(
          "the %s has at most %d bytes, not %d".formatted(what, size, value.size()));
    }
  }

  private static void time(Instant at) {
    if (!at.equals(at.truncatedTo(ChronoUnit.MILLIS)) || at.isBefore(Instant.EPOCH)) {
      throw new IllegalArgumentException(
          "a time is in whole milliseconds since 1970, and not " + at);
    }
  }
}

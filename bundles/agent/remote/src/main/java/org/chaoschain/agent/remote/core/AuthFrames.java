// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import org.chaoschain.agent.auth.core.AuthException;
import org.chaoschain.agent.auth.core.AuthMessage;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.message.json.core.HandshakeFrame;

/** The messages of the handshake as frames, and back. Has no state. */
public final class AuthFrames {
  private AuthFrames() {}

  /** The frame that says the same. */
  public static HandshakeFrame of(AuthMessage message) {
    if (message instanceof AuthMessage.Connect connect) {
      return new HandshakeFrame.Connect(
          new AgentId(connect.agentKey()),
          connect.publicKey(),
          connect.nonce(),
          connect.chainId(),
          connect.binding());
    } else if (message instanceof AuthMessage.Challenge challenge) {
      return new HandshakeFrame.Challenge(
          challenge.nonce(), challenge.nodeKey(), challenge.issuedAt(), challenge.signature());
    } else if (message instanceof AuthMessage.SignedResponse response) {
      return new HandshakeFrame.Response(
          response.signature(), response.delegation(), response.hostingRecord());
    } else if (message instanceof AuthMessage.ConnectionAccepted accepted) {
      return new HandshakeFrame.Accepted(accepted.session(), accepted.expiresAt());
    }
    AuthMessage.Refused refused = (AuthMessage.Refused) message;
    return new HandshakeFrame.Refused(refused.code(), refused.text());
  }

  /**
   * The message that says the same.
   *
   * @throws AuthException of reason {@code MALFORMED} if there is none
   */
  public static AuthMessage of(HandshakeFrame frame) throws AuthException {
    try {
      if (frame instanceof HandshakeFrame.Connect connect) {
        return new AuthMessage.Connect(
            connect.agent().key(),
            connect.publicKey(),
            connect.nonce(),
            connect.chainId(),
            connect.binding());
      } else if (frame instanceof HandshakeFrame.Challenge challenge) {
        return new AuthMessage.Challenge(
            challenge.nonce(), challenge.nodeKey(), challenge.issuedAt(), challenge.signature());
      } else if (frame instanceof HandshakeFrame.Response response) {
        return new AuthMessage.SignedResponse(
            response.signature(), response.delegation(), response.hostingRecord());
      } else if (frame instanceof HandshakeFrame.Accepted accepted) {
        return new AuthMessage.ConnectionAccepted(accepted.session(), accepted.expiresAt());
      }
      HandshakeFrame.Refused refused = (HandshakeFrame.Refused) frame;
      return new AuthMessage.Refused(refused.code(), refused.text());
    } catch (IllegalArgumentException e) {
      throw new AuthException(AuthException.Reason.MALFORMED, e.getMessage());
    }
  }
}

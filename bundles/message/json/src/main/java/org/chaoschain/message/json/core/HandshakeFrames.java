// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import java.math.BigInteger;
import org.chaoschain.message.envelope.core.EnvelopeRules;

/** Reads and writes {@link HandshakeFrame}s. Has no state. */
final class HandshakeFrames {
  private static final int MAX_CODE = 255;

  private HandshakeFrames() {}

  static Frame connect(MemberReader frame) throws JsonFormException {
    return new HandshakeFrame.Connect(
        frame.key("agent_id"),
        frame.required("public_key", (v, at) -> Scalars.hex(v, at, HandshakeFrame.KEY_BYTES)),
        frame.required("nonce", (v, at) -> Scalars.hex(v, at, HandshakeFrame.KEY_BYTES)),
        frame.name("chain_id", EnvelopeRules::isName, FormReader.CHAIN_RULE),
        frame.required(
            "binding", (v, at) -> Scalars.hexUpTo(v, at, HandshakeFrame.MAX_BINDING_BYTES)));
  }

  static Frame challenge(MemberReader frame) throws JsonFormException {
    return new HandshakeFrame.Challenge(
        frame.required("nonce", (v, at) -> Scalars.hex(v, at, HandshakeFrame.KEY_BYTES)),
        frame.required("node_key", (v, at) -> Scalars.hex(v, at, HandshakeFrame.KEY_BYTES)),
        frame.time("issued_at"),
        frame.signature("signature"));
  }

  static Frame response(MemberReader frame) throws JsonFormException {
    return new HandshakeFrame.Response(
        frame.signature("signature"),
        frame.bytesOrNone("delegation", HandshakeFrame.MAX_ATTACHMENT_BYTES),
        frame.bytesOrNone("hosting_record", HandshakeFrame.MAX_ATTACHMENT_BYTES));
  }

  static Frame accepted(MemberReader frame) throws JsonFormException {
    return new HandshakeFrame.Accepted(
        frame.required("session", (v, at) -> Scalars.hex(v, at, Frame.Resume.SESSION_BYTES)),
        frame.time("expires_at"));
  }

  static Frame refused(MemberReader frame) throws JsonFormException {
    return new HandshakeFrame.Refused(
        frame
            .<Long>required(
                "code", (v, at) -> Scalars.unsigned(v, at, BigInteger.valueOf(MAX_CODE)))
            .intValue(),
        frame.text("text", 0, HandshakeFrame.MAX_REASON_BYTES));
  }

  static void write(HandshakeFrame frame, MemberWriter json) {
    if (frame instanceof HandshakeFrame.Connect connect) {
      json.key("agent_id", connect.agent())
          .hex("public_key", connect.publicKey())
          .hex("nonce", connect.nonce())
          .text("chain_id", connect.chainId())
          .hex("binding", connect.binding());
    } else if (frame instanceof HandshakeFrame.Challenge challenge) {
      json.hex("nonce", challenge.nonce())
          .hex("node_key", challenge.nodeKey())
          .time("issued_at", challenge.issuedAt())
          .hex("signature", challenge.signature());
    } else if (frame instanceof HandshakeFrame.Response response) {
      json.hex("signature", response.signature())
          .bytesIfAny("delegation", response.delegation())
          .bytesIfAny("hosting_record", response.hostingRecord());
    } else if (frame instanceof HandshakeFrame.Accepted accepted) {
      json.hex("session", accepted.session()).time("expires_at", accepted.expiresAt());
    } else if (frame instanceof HandshakeFrame.Refused refused) {
      json.unsigned("code", refused.code()).text("text", refused.text());
    }
  }
}

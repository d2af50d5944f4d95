// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import com.google.protobuf.InvalidProtocolBufferException;
import org.chaoschain.proto.v1.ChaoschainMessage;

/** Turns wire bytes into an {@link Envelope}, or says why not. Has no state. */
public final class EnvelopeParser {
  private EnvelopeParser() {}

  /**
   * Scans, parses and checks a message: structure, then version, then what it says. The signature
   * is not verified.
   *
   * @param wire the bytes; copied
   * @param maxBytes the largest message allowed here, in bytes; the payload's own maximum applies
   *     as well
   * @throws MalformedEnvelopeException if the bytes are no envelope
   * @throws UnacceptableEnvelopeException if they say what an envelope must not say
   */
  public static Envelope parse(byte[] wire, int maxBytes)
      throws MalformedEnvelopeException, UnacceptableEnvelopeException {
    EnvelopeLayout layout = EnvelopeScanner.scan(wire, maxBytes);
    byte[] copy = wire.clone();
    ChaoschainMessage message;
    try {
      message = ChaoschainMessage.parseFrom(copy);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedEnvelopeException(
          MalformedEnvelopeException.Reason.BODY, 0, e.getMessage(), "every field must parse");
    }
    EnvelopeRules.check(message, layout, copy.length);
    return new Envelope(copy, layout, message);
  }
}

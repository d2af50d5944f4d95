// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.internal;

import com.google.protobuf.InvalidProtocolBufferException;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.message.envelope.core.Envelope;
import org.chaoschain.message.envelope.core.EnvelopeException;
import org.chaoschain.message.envelope.core.EnvelopeParser;
import org.chaoschain.message.envelope.core.EnvelopeSigner;
import org.chaoschain.message.envelope.core.EnvelopeVerifier;
import org.chaoschain.message.envelope.core.PayloadKind;
import org.chaoschain.message.envelope.core.UnverifiedEnvelopeException;
import org.chaoschain.proto.v1.ChaoschainMessage;
import org.chaoschain.proto.v1.Delegation;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The codec {@code protobuf}: the signed envelope of the protocol. Refusals of what others sent are
 * counted as {@code message.envelope.refused} with the tag {@code reason}. Has no state but its
 * counters.
 */
@Component(property = "codec=protobuf")
public final class ProtobufMessageCodec implements MessageCodec {
  private static final Logger LOG = LoggerFactory.getLogger(ProtobufMessageCodec.class);
  private static final String REFUSED = "message.envelope.refused";

  private final Metrics metrics;

  /** Made by the service component runtime. */
  @Activate
  public ProtobufMessageCodec(@Reference Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public String name() {
    return "protobuf";
  }

  @Override
  public SignedMessage encode(Message message, MessageSigner signer)
      throws MalformedMessageException {
    ChaoschainMessage unsigned;
    try {
      unsigned = MessageWriter.write(message);
      requireSigner(unsigned, signer);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedMessageException(
          "delegation", -1, "the delegation does not parse: " + e.getMessage());
    }
    try {
      return read(new EnvelopeSigner(signer).sign(unsigned).envelope());
    } catch (EnvelopeException e) {
      throw malformed(e);
    }
  }

  @Override
  public SignedMessage decode(Bytes wire, int maxBytes) throws MalformedMessageException {
    try {
      return read(EnvelopeParser.parse(wire.toArray(), maxBytes));
    } catch (EnvelopeException e) {
      throw counted(e);
    }
  }

  @Override
  public void verify(SignedMessage message) throws MalformedMessageException {
    try {
      // The bytes decide, not the view of them: whoever made the view may have made a mistake.
      EnvelopeVerifier.verify(
          EnvelopeParser.parse(message.wire().toArray(), PayloadKind.MAX_ENVELOPE_BYTES));
    } catch (EnvelopeException e) {
      throw counted(e);
    }
  }

  private static SignedMessage read(Envelope envelope) {
    return new SignedMessage(
        MessageReader.read(envelope),
        Bytes.wrap(envelope.wire()),
        envelope.digest(),
        envelope.signedDigest());
  }

  private static void requireSigner(ChaoschainMessage message, MessageSigner signer)
      throws InvalidProtocolBufferException {
    Bytes expected =
        Bytes.wrap(
            (message.hasDelegation()
                    ? Delegation.parseFrom(message.getDelegation().getPayload()).getNodeKey()
                    : message.getSender())
                .toByteArray());
    Bytes found = signer.agent().key();
    if (!found.equals(expected)) {
      throw new IllegalArgumentException(
          "the key %s signs, but the message needs a signature by %s"
              .formatted(found.hex(), expected.hex()));
    }
  }

  private MalformedMessageException counted(EnvelopeException refusal) {
    MalformedMessageException malformed = malformed(refusal);
    metrics.counter(REFUSED, "reason", malformed.reason()).increment();
    LOG.debug("refused an envelope: {}", malformed.getMessage());
    return malformed;
  }

  private static MalformedMessageException malformed(EnvelopeException refusal) {
    String reason = refusal.code();
    if (refusal instanceof UnverifiedEnvelopeException unverified) {
      reason =
          unverified.reason() == UnverifiedEnvelopeException.Reason.SIGNATURE
              ? "bad-signature"
              : "bad-delegation";
    }
    return new MalformedMessageException(reason, refusal.offset(), refusal.getMessage());
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.message.envelope.core.PayloadKind;
import org.chaoschain.message.json.core.JsonFormException;
import org.chaoschain.message.json.core.JsonForms;
import org.chaoschain.message.json.core.JsonMessage;
import org.chaoschain.message.json.core.JsonMessages;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The codec {@code json}: an envelope and its view. {@code raw} is what is signed and verified, by
 * the codec {@code protobuf}; the text is the canonical form of its view and no other, so that
 * nobody on the way can make a second text of one message.
 */
// ranked low: who asks for a codec without saying which gets that of the protocol
@Component(property = {"codec=json", "service.ranking:Integer=-100"})
public final class JsonMessageCodec implements MessageCodec {
  private final JsonForms forms;
  private final MessageCodec protobuf;
  private final Metrics metrics;

  /** Made by Declarative Services. */
  @Activate
  public JsonMessageCodec(
      @Reference JsonForms forms,
      @Reference(target = "(codec=protobuf)") MessageCodec protobuf,
      @Reference Metrics metrics) {
    this.forms = forms;
    this.protobuf = protobuf;
    this.metrics = metrics;
  }

  @Override
  public String name() {
    return "json";
  }

  @Override
  public SignedMessage encode(Message message, MessageSigner signer)
      throws MalformedMessageException {
    SignedMessage signed = protobuf.encode(message, signer);
    try {
      return signed(
          signed, canonical(JsonMessages.view(JsonMessages.envelope(signed.wire()), true)));
    } catch (JsonFormException e) {
      throw malformed(e);
    }
  }

  @Override
  public SignedMessage decode(Bytes wire, int maxBytes) throws MalformedMessageException {
    return signed(protobuf.decode(raw(wire, maxBytes), PayloadKind.MAX_ENVELOPE_BYTES), wire);
  }

  @Override
  public void verify(SignedMessage message) throws MalformedMessageException {
    protobuf.verify(
        protobuf.decode(raw(message.wire(), Integer.MAX_VALUE), PayloadKind.MAX_ENVELOPE_BYTES));
  }

  private Bytes raw(Bytes wire, int maxBytes) throws MalformedMessageException {
    if (maxBytes < wire.size() && maxBytes < 1) {
      throw refused("too-large", 0, "%d bytes are above %d".formatted(wire.size(), maxBytes));
    }
    JsonMessage message;
    try {
      message = forms.read(wire, maxBytes).message();
    } catch (JsonFormException e) {
      throw malformed(e);
    }
    Bytes raw =
        message
            .raw()
            .orElseThrow(
                () ->
                    refused(
                        "missing-raw",
                        -1,
                        "a message that travels has the member raw: the envelope in base64url"));
    Bytes canonical = canonical(message);
    if (!canonical.equals(wire)) {
      int at = Arrays.mismatch(canonical.toArray(), wire.toArray());
      throw refused(
          JsonFormException.Reason.NOT_CANONICAL.code(),
          at,
          "the text is not the canonical form of its raw; write members in their order, without"
              + " spaces, and none besides");
    }
    return raw;
  }

  private MalformedMessageException refused(String reason, int offset, String message) {
    metrics.counter("message.json.refused", "reason", reason).increment();
    return new MalformedMessageException(reason, offset, message);
  }

  private static Bytes canonical(JsonMessage message) {
    return Bytes.wrap(JsonMessages.write(message).getBytes(StandardCharsets.UTF_8));
  }

  private static MalformedMessageException malformed(JsonFormException e) {
    return new MalformedMessageException(e.reason().code(), -1, e.getMessage());
  }

  /** What is signed stays the envelope: its signed digest knows the message in every codec. */
  private static SignedMessage signed(SignedMessage envelope, Bytes wire) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      wire.update(sha256);
      return new SignedMessage(
          envelope.message(), wire, Bytes.wrap(sha256.digest()), envelope.signedDigest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

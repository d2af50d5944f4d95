// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.message.envelope.core.Envelope;
import org.chaoschain.message.envelope.core.EnvelopeException;
import org.chaoschain.message.envelope.core.EnvelopeParser;
import org.chaoschain.message.envelope.core.PayloadKind;
import org.chaoschain.message.json.core.JsonFormException.Reason;
import org.chaoschain.proto.v1.ChaoschainMessage;

/**
 * Messages from and to JSON, and from and to protobuf. The normative text is {@code
 * docs/protocol/json.md}. Has no state.
 */
public final class JsonMessages {
  private JsonMessages() {}

  /**
   * A text that was read.
   *
   * @param message what it says; if it has {@code raw}, what that says
   * @param ignored JSON pointers to members at the top that are not known and were passed over
   */
  public record Read(JsonMessage message, List<String> ignored) {
    /** Keeps a copy. */
    public Read {
      ignored = List.copyOf(ignored);
    }
  }

  /** The values of the member {@code type} that there are. */
  public static Collection<String> types() {
    return FormReader.types();
  }

  /**
   * Reads a text. If it has {@code raw}, that is an envelope, and each readable member agrees with
   * it. No signature is verified.
   *
   * @param utf8 the whole text
   * @throws JsonFormException if it is none of the forms, with a pointer to the place
   */
  public static Read read(Bytes utf8, JsonLimits limits) throws JsonFormException {
    return read(JsonParser.parse(utf8, limits));
  }

  /** The same for text that is parsed already. */
  public static Read read(JsonValue value) throws JsonFormException {
    Read read = FormReader.read(value);
    Optional<Bytes> raw = read.message().raw();
    if (raw.isEmpty()) {
      return read;
    }
    JsonMessage view = view(envelope(raw.get()), true);
    Agreement.require(FormWriter.write(read.message()), FormWriter.write(view));
    return new Read(view, read.ignored());
  }

  /** Writes a message on one line: the same message always the same way, its canonical form. */
  public static String write(JsonMessage message) {
    return JsonPrinter.print(FormWriter.write(message));
  }

  /** The same as a value. */
  public static JsonValue.Members value(JsonMessage message) {
    return FormWriter.write(message);
  }

  /**
   * What an envelope says. There is a view of each envelope: what its form cannot carry is {@code
   * opaque}.
   *
   * @param withRaw whether the envelope itself is to be in it
   */
  public static JsonMessage view(Envelope envelope, boolean withRaw) {
    ChaoschainMessage message = envelope.message();
    JsonForm form =
        ProtoReader.form(message)
            .filter(JsonMessages::isCarried)
            .or(
                () ->
                    message.hasAgentComm()
                        ? ProtoReader.withOpaqueContent(message.getAgentComm())
                            .filter(JsonMessages::isCarried)
                        : Optional.empty())
            .orElseGet(() -> opaque(envelope));
    Bytes wire = Bytes.wrap(envelope.wire());
    return new JsonMessage(
        form, Optional.of(head(envelope)), withRaw ? Optional.of(wire) : Optional.empty());
  }

  /**
   * The payload that a form stands for, in a message that has nothing else yet.
   *
   * @throws JsonFormException if the bytes of an {@code opaque} are not those of its field
   */
  public static ChaoschainMessage payload(JsonForm form) throws JsonFormException {
    try {
      return ProtoWriter.payload(form);
    } catch (InvalidProtocolBufferException | MalformedMessageException e) {
      boolean content = !(form instanceof JsonForm.Opaque);
      throw new JsonFormException(
          Reason.VALUE,
          content
              ? Pointer.ROOT.child("content").child("data").child("bytes")
              : Pointer.ROOT.child("bytes"),
          "bytes that do not parse: " + Scalars.quote(String.valueOf(e.getMessage())),
          "the bytes of a field of that number are required",
          "send them as they came");
    }
  }

  /**
   * The envelope that {@code raw} is.
   *
   * @throws JsonFormException with a pointer to {@code raw} if it is none
   */
  public static Envelope envelope(Bytes raw) throws JsonFormException {
    try {
      return EnvelopeParser.parse(raw.toArray(), PayloadKind.MAX_ENVELOPE_BYTES);
    } catch (EnvelopeException e) {
      throw new JsonFormException(
          Reason.RAW,
          Pointer.ROOT.child("raw"),
          e.code() + " at byte " + e.offset() + " (" + e.value() + ")",
          e.limit(),
          "send the envelope exactly as it came");
    }
  }

  /** The reader is the one place that knows what a form can carry. */
  private static boolean isCarried(JsonForm form) {
    JsonMessage bare = new JsonMessage(form, Optional.empty(), Optional.empty());
    try {
      return FormReader.read(FormWriter.write(bare)).message().equals(bare);
    } catch (JsonFormException e) {
      return false;
    }
  }

  private static JsonForm opaque(Envelope envelope) {
    return new JsonForm.Opaque(
        envelope.layout().payloadNumber(),
        Bytes.copyOf(
            envelope.wire(), envelope.layout().payloadOffset(), envelope.layout().payloadLength()));
  }

  private static EnvelopeHead head(Envelope envelope) {
    ChaoschainMessage message = envelope.message();
    return new EnvelopeHead(
        Optional.of(message.getMessageId()),
        Optional.of(envelope.createdAt()),
        envelope.expiresAt(),
        Optional.of(new AgentId(envelope.sender())),
        Optional.of(message.getChainId()),
        Optional.of(message.getInReplyTo()).filter(id -> !id.isEmpty()),
        Optional.of(message.getCritical()),
        message.hasDelegation()
            ? Optional.of(ProtoReader.bytes(message.getDelegation().toByteString()))
            : Optional.empty(),
        Optional.of(ProtoReader.bytes(message.getSignature())));
  }
}

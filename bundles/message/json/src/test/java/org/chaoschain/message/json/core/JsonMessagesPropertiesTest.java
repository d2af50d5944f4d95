// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.envelope.core.Envelope;
import org.chaoschain.proto.v1.AgentCommunication;
import org.chaoschain.proto.v1.ChaoschainMessage;
import org.chaoschain.proto.v1.Delegation;
import org.chaoschain.proto.v1.SignedDelegation;

/** Whatever is written is read as it was, from whichever side one begins. */
class JsonMessagesPropertiesTest {
  private static final JsonLimits LIMITS = JsonLimits.DEFAULT;

  @Property(tries = 2_000)
  void what_is_written_is_read_as_it_was(@ForAll long seed) throws JsonFormException {
    Sample sample = new Sample(seed);
    JsonMessage message =
        new JsonMessage(sample.form(), sample.maybe(sample::head), Optional.empty());
    String text = JsonMessages.write(message);
    JsonMessages.Read read = JsonMessages.read(utf8(text), LIMITS);
    assertThat(read.message()).isEqualTo(message);
    assertThat(read.ignored()).isEmpty();
    assertThat(JsonMessages.write(read.message())).isEqualTo(text);
    assertThat(JsonPrinter.print(JsonParser.parse(text, LIMITS))).isEqualTo(text);
  }

  @Property(tries = 1_000)
  void an_envelope_has_one_view_and_the_view_leads_back_to_it(@ForAll long seed)
      throws JsonFormException {
    Sample sample = new Sample(seed);
    JsonForm form = sample.form();
    Envelope envelope = sample.envelope(form);
    JsonMessage view = JsonMessages.view(envelope, true);
    assertThat(view.form()).isEqualTo(form);
    JsonMessages.Read read = JsonMessages.read(utf8(JsonMessages.write(view)), LIMITS);
    assertThat(read.message()).isEqualTo(view);
    assertThat(JsonMessages.envelope(read.message().raw().orElseThrow())).isEqualTo(envelope);
    assertThat(payloadOf(JsonMessages.payload(view.form())))
        .isEqualTo(payloadOf(envelope.message()));
  }

  @Property(tries = 1_500)
  void any_protobuf_message_has_a_view_and_is_made_of_it_again(@ForAll long seed)
      throws JsonFormException {
    Sample sample = new Sample(seed);
    Envelope envelope = sample.sign(randomPayload(sample));
    JsonMessage view = JsonMessages.view(envelope, true);
    assertThat(JsonMessages.read(utf8(JsonMessages.write(view)), LIMITS).message()).isEqualTo(view);
    assertThat(payloadOf(JsonMessages.payload(view.form())))
        .isEqualTo(payloadOf(envelope.message()));
  }

  @Property(tries = 300)
  void what_a_later_version_adds_is_kept_in_raw_or_as_opaque(@ForAll long seed)
      throws JsonFormException {
    Sample sample = new Sample(seed);
    UnknownFieldSet later =
        UnknownFieldSet.newBuilder()
            .addField(
                12 + sample.below(8),
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFrom(sample.someBytes(40).toArray()))
                    .build())
            .build();
    int number = later.asMap().keySet().iterator().next();
    Envelope envelope =
        sample.sign(
            ChaoschainMessage.newBuilder()
                .setAgentComm(
                    AgentCommunication.newBuilder()
                        .setAgentId(ByteString.copyFrom(Sample.SENDER.key().toArray()))
                        .setTypeValue(number)
                        .setUnknownFields(later)));
    JsonMessage view = JsonMessages.view(envelope, false);
    assertThat(view.form()).isInstanceOf(JsonForm.Opaque.class);
    assertThat(JsonMessages.payload(view.form()).getAgentComm())
        .isEqualTo(envelope.message().getAgentComm());
  }

  @Property(tries = 500)
  void a_readable_member_that_says_something_else_than_raw_is_named(@ForAll long seed) {
    Sample sample = new Sample(seed);
    JsonMessage view = JsonMessages.view(sample.envelope(sample.form()), true);
    JsonForm other = sample.form();
    JsonMessage lie = new JsonMessage(other, view.envelope(), view.raw());
    if (other.equals(view.form())) {
      return;
    }
    assertThatThrownBy(() -> JsonMessages.read(utf8(JsonMessages.write(lie)), LIMITS))
        .isInstanceOfSatisfying(
            JsonFormException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(JsonFormException.Reason.MISMATCH);
              assertThat(e.pointer()).startsWith("/");
            });
  }

  @Property(tries = 200)
  void a_delegation_is_in_the_view(@ForAll long seed) throws JsonFormException {
    Sample sample = new Sample(seed);
    // the structure of a delegation is checked, its signature is not: that comes later
    ByteString sender = ByteString.copyFrom(Sample.SENDER.key().toArray());
    Bytes delegation =
        ProtoReader.bytes(
            SignedDelegation.newBuilder()
                .setPayload(
                    Delegation.newBuilder()
                        .setAgent(sender)
                        .setNodeKey(sender)
                        .setChainId("chaos-test")
                        .addTopics("agents")
                        .setExpiresAt(
                            ProtoWriter.time(java.time.Instant.ofEpochSecond(2_000_000_000)))
                        .build()
                        .toByteString())
                .setSignature(ByteString.copyFrom(sample.bytes(64).toArray()))
                .build()
                .toByteString());
    EnvelopeHead head =
        new EnvelopeHead(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(delegation),
            Optional.empty());
    JsonMessage message = new JsonMessage(sample.form(), Optional.of(head), Optional.empty());
    assertThat(JsonMessages.read(utf8(JsonMessages.write(message)), LIMITS).message())
        .isEqualTo(message);
  }

  static Bytes utf8(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The payload alone, known or not. */
  private static ChaoschainMessage payloadOf(ChaoschainMessage message) {
    return message.toBuilder()
        .clearVersion()
        .clearMessageId()
        .clearCreatedAt()
        .clearSender()
        .clearChainId()
        .clearExpiresAt()
        .clearInReplyTo()
        .clearCritical()
        .clearSignature()
        .build();
  }

  /** Any payload with anything in its fields, also what no type would let through. */
  private static ChaoschainMessage.Builder randomPayload(Sample sample) {
    ChaoschainMessage.Builder message = ChaoschainMessage.newBuilder();
    var members = ChaoschainMessage.getDescriptor().getOneofs().get(0).getFields();
    FieldDescriptor member = members.get(sample.below(members.size()));
    Message.Builder payload = message.newBuilderForField(member);
    fill(payload, sample, 3);
    message.setField(member, payload.build());
    ByteString sender = ByteString.copyFrom(Sample.SENDER.key().toArray());
    if (message.hasAgentComm()) { // what every envelope must have
      AgentCommunication.Builder said = message.getAgentCommBuilder().setAgentId(sender);
      if (said.getContentCase() == AgentCommunication.ContentCase.CONTENT_NOT_SET) {
        said.getStatusBuilder().setMood("x");
      }
      said.setTypeValue(said.getContentCase().getNumber());
      if (said.hasTargetId()) {
        said.setTargetId(sender);
      }
      if (said.hasExtension()) {
        said.getExtensionBuilder().setType("x").setSchemaVersion(1);
      }
    }
    if (message.hasExtension()) {
      message.getExtensionBuilder().setType("x").setSchemaVersion(1);
    }
    if (message.hasMeme()) {
      message.getMemeBuilder().setAuthor(sender);
    }
    return message;
  }

  private static void fill(Message.Builder builder, Sample sample, int depth) {
    for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
      if (sample.below(6) == 0) {
        continue;
      }
      int times = field.isRepeated() ? sample.below(4) : 1;
      for (int i = 0; i < times; i++) {
        Object value = value(builder, field, sample, depth);
        if (value == null) {
          continue;
        }
        if (field.isRepeated()) {
          builder.addRepeatedField(field, value);
        } else {
          builder.setField(field, value);
        }
      }
    }
  }

  private static Object value(
      Message.Builder builder, FieldDescriptor field, Sample sample, int depth) {
    return switch (field.getJavaType()) {
      case STRING -> sample.text(0, 64);
      case BYTE_STRING ->
          ByteString.copyFrom(
              sample
                  .bytes(
                      switch (sample.below(12)) {
                        case 0 -> 0;
                        case 1 -> 31;
                        case 2 -> 66;
                        default ->
                            field.getName().contains("signature")
                                ? 64
                                : field.getName().equals("envelopes") ? 80 : 32;
                      })
                  .toArray());
      case INT -> sample.below(4) == 0 ? -1 : sample.below(1_000);
      case LONG -> field.getName().equals("seconds") ? (long) sample.below(9) : sample.unsigned();
      case BOOLEAN -> sample.below(2) == 0;
      case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(sample.below(6));
      case MESSAGE -> {
        if (depth == 0) {
          yield null;
        }
        Message.Builder inner = builder.newBuilderForField(field);
        fill(inner, sample, depth - 1);
        yield inner.build();
      }
      default -> null;
    };
  }
}

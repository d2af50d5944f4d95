// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.envelope.EnvelopeCodecs;
import org.chaoschain.message.json.core.JsonLimits;
import org.chaoschain.message.json.core.JsonMessages;
import org.chaoschain.message.json.core.JsonParser;
import org.chaoschain.message.json.core.JsonPrinter;
import org.chaoschain.message.json.core.JsonValue;
import org.chaoschain.testkit.plugin.Messages;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

class JsonMessageCodecTest {
  private static final int LARGEST = Integer.MAX_VALUE;

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final MessageCodec protobuf = EnvelopeCodecs.protobuf(metrics);
  private final MessageCodec json = codec(JsonLimits.DEFAULT);

  private MessageCodec codec(JsonLimits limits) {
    return new JsonMessageCodec(new ConfiguredForms(metrics, limits), protobuf, metrics);
  }

  private static Message status() {
    return Messages.of(Messages.agent(2), new Content.Status("calm", "all is well"));
  }

  private long counted(String name, String tag, String value) {
    return metrics.counter(name, tag, value).value();
  }

  @Test
  void the_text_has_the_readable_members_and_the_envelope_that_protobuf_would_have()
      throws Exception {
    SignedMessage written = json.encode(status(), Messages.signer(1));
    SignedMessage binary = protobuf.encode(status(), Messages.signer(1));
    String text = new String(written.wire().toArray(), StandardCharsets.UTF_8);
    assertThat(text)
        .startsWith("{\"type\":\"agent_message\",\"version\":1,\"from\":\"" + Messages.agent(1))
        .contains("\"content\":{\"type\":\"status_update\",\"data\":{\"mood\":\"calm\"");
    assertThat(JsonMessages.read(written.wire(), JsonLimits.DEFAULT).message().raw())
        .contains(binary.wire());
    assertThat(written.message()).isEqualTo(binary.message());
    assertThat(written.signedDigest()).isEqualTo(binary.signedDigest());
    assertThat(written.digest()).isNotEqualTo(binary.digest());
  }

  @Test
  void a_second_text_of_the_same_message_is_refused() throws Exception {
    Bytes wire = json.encode(status(), Messages.signer(1)).wire();
    String text = new String(wire.toArray(), StandardCharsets.UTF_8);
    JsonValue.Members value = (JsonValue.Members) JsonParser.parse(text, JsonLimits.DEFAULT);
    Map<String, JsonValue> without = new LinkedHashMap<>(value.members());
    without.remove("envelope");
    Map<String, JsonValue> more = new LinkedHashMap<>(value.members());
    more.put("later", new JsonValue.Truth(true));
    for (String other :
        List.of(
            text + " ",
            text.replace("\":", "\": "),
            text.replace("agent_message", "\\u0061gent_message"),
            text.replace("\"version\":1", "\"version\":\"1\""),
            JsonPrinter.print(new JsonValue.Members(without)),
            JsonPrinter.print(new JsonValue.Members(more)))) {
      // it means the same
      assertThat(JsonMessages.read(utf8(other), JsonLimits.DEFAULT).message())
          .isEqualTo(JsonMessages.read(wire, JsonLimits.DEFAULT).message());
      assertThatThrownBy(() -> json.decode(utf8(other), LARGEST))
          .isInstanceOfSatisfying(
              MalformedMessageException.class,
              e -> assertThat(e.reason()).isEqualTo("not-canonical"));
    }
    assertThat(counted("message.json.refused", "reason", "not-canonical")).isEqualTo(6);
  }

  @Test
  void a_readable_member_that_lies_is_refused_with_its_pointer() throws Exception {
    String text =
        new String(
            json.encode(status(), Messages.signer(1)).wire().toArray(), StandardCharsets.UTF_8);
    assertThatThrownBy(() -> json.decode(utf8(text.replace("calm", "mad!")), LARGEST))
        .hasMessageContaining("/content/data/mood")
        .hasMessageContaining("does not agree with raw")
        .isInstanceOfSatisfying(
            MalformedMessageException.class, e -> assertThat(e.reason()).isEqualTo("mismatch"));
    assertThat(counted("message.json.refused", "reason", "mismatch")).isEqualTo(1);
  }

  @Test
  void without_raw_nothing_travels() {
    String text =
        "{\"type\":\"network_broadcast\",\"from\":\"%s\",\"content\":{\"type\":\"status_update\",\"data\":{}}}"
            .formatted(Messages.agent(1));
    assertThatThrownBy(() -> json.decode(utf8(text), LARGEST))
        .isInstanceOfSatisfying(
            MalformedMessageException.class, e -> assertThat(e.reason()).isEqualTo("missing-raw"));
  }

  @Test
  void a_wrong_signature_is_found_by_verify_and_not_before() throws Exception {
    Bytes envelope = protobuf.encode(status(), Messages.signer(1)).wire();
    byte[] forged = envelope.toArray();
    forged[forged.length - 1] ^= 1;
    String text =
        JsonMessages.write(JsonMessages.view(JsonMessages.envelope(Bytes.wrap(forged)), true));
    SignedMessage decoded = json.decode(utf8(text), LARGEST);
    assertThatThrownBy(() -> json.verify(decoded))
        .isInstanceOfSatisfying(
            MalformedMessageException.class,
            e -> assertThat(e.reason()).isEqualTo("bad-signature"));
  }

  @Test
  void payloads_without_a_form_travel_as_well() throws Exception {
    Message message =
        Messages.of(Messages.agent(1), new Payload.Opaque(14, Bytes.copyOf((byte) 8, (byte) 1)));
    SignedMessage written = json.encode(message, Messages.signer(1));
    assertThat(new String(written.wire().toArray(), StandardCharsets.UTF_8))
        .startsWith("{\"type\":\"opaque\",\"version\":1,\"number\":14,\"bytes\":\"CAE\"");
    assertThat(json.decode(written.wire(), LARGEST)).isEqualTo(written);
  }

  @Test
  void the_largest_envelope_has_room() throws Exception {
    String worst = "\u0000".repeat(65_000);
    Message message = Messages.of(Messages.agent(2), new Content.Discussion("x", worst, ""));
    SignedMessage written = json.encode(message, Messages.signer(1));
    json.verify(json.decode(written.wire(), LARGEST));
    Message meme =
        Messages.of(
            Messages.agent(1),
            new Payload.Meme(
                Messages.agent(1),
                "x",
                "\u0000".repeat(1_024),
                Bytes.wrap(new byte[32]),
                Bytes.wrap(new byte[260_000]),
                ""));
    SignedMessage large = json.encode(meme, Messages.signer(1));
    assertThat(large.wire().size()).isBetween(600_000, JsonLimits.DEFAULT.maxBytes());
    json.verify(json.decode(large.wire(), LARGEST));
  }

  @Test
  void a_limit_counts_what_it_refuses_and_names_its_key() throws Exception {
    Bytes wire = json.encode(status(), Messages.signer(1)).wire();
    MessageCodec small = codec(new JsonLimits(2_000_000, 2, 4_096, 32, 64));
    assertThatThrownBy(() -> small.decode(wire, LARGEST))
        .hasMessageContaining("the key message.json.max.depth changes the limit")
        .hasMessageContaining("/content/data");
    assertThat(counted("limit.refused", "key", "message.json.max.depth")).isEqualTo(1);
    assertThat(counted("message.json.refused", "reason", "too-deep")).isEqualTo(1);
    for (int most : new int[] {0, 1, wire.size() - 1}) {
      assertThatThrownBy(() -> json.decode(wire, most))
          .isInstanceOfSatisfying(
              MalformedMessageException.class, e -> assertThat(e.reason()).isEqualTo("too-large"));
    }
  }

  private static Bytes utf8(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}

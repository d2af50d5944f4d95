// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.message.Payload;
import org.chaoschain.message.envelope.EnvelopeCodecs;
import org.chaoschain.message.json.core.Frames;
import org.chaoschain.message.json.core.JsonFormException;
import org.chaoschain.message.json.core.JsonLimits;
import org.chaoschain.message.json.core.JsonMessages;
import org.chaoschain.testkit.plugin.Messages;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

/** The page is what the code does. */
class JsonPageTest {
  private static final Path PAGE = Path.of("../../../docs/protocol/json.md");

  private static String page() throws IOException {
    return Files.readString(PAGE);
  }

  private static List<String> examples() throws IOException {
    return Pattern.compile("```json\\n(.*?)\\n```", Pattern.DOTALL)
        .matcher(page())
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  private static Bytes utf8(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void every_example_is_read_and_is_in_canonical_form() throws Exception {
    assertThat(examples()).hasSizeGreaterThan(10);
    for (String example : examples()) {
      JsonMessages.Read read = JsonMessages.read(utf8(example), JsonLimits.DEFAULT);
      assertThat(read.ignored()).isEmpty();
      String written = JsonMessages.write(read.message());
      assertThat(example.contains("\"version\"") ? example : written).isEqualTo(written);
    }
  }

  @Test
  void every_example_of_a_frame_is_read_and_is_in_canonical_form() throws Exception {
    String section = page().substring(page().indexOf("## 9."));
    List<String> frames = section.lines().filter(line -> line.startsWith("{")).toList();
    assertThat(frames).hasSize(6);
    for (String frame : frames) {
      assertThat(Frames.write(Frames.read(utf8(frame), JsonLimits.DEFAULT))).isEqualTo(frame);
    }
    for (String type : Frames.types()) {
      assertThat(section).contains("| `" + type + "` |");
    }
  }

  @Test
  void the_example_with_raw_travels() throws Exception {
    RecordedMetrics metrics = new RecordedMetrics();
    MessageCodec json =
        new JsonMessageCodec(
            new ConfiguredForms(metrics, JsonLimits.DEFAULT),
            EnvelopeCodecs.protobuf(metrics),
            metrics);
    Instant noon = Instant.parse("2026-01-31T12:00:00Z");
    Message message =
        new Message(
            1,
            "m-1",
            noon,
            Messages.agent(1),
            "chaos",
            new Payload.AgentCommunication(
                Messages.agent(1),
                Optional.of(Messages.agent(2)),
                new Content.Status("calm", "hello")),
            Optional.of(noon.plusSeconds(60)),
            Optional.empty(),
            false,
            Optional.empty());
    Bytes wire = json.encode(message, Messages.signer(1)).wire();
    String text = new String(wire.toArray(), StandardCharsets.UTF_8);
    assertThat(examples()).contains(text);
    json.verify(json.decode(wire, wire.size()));
  }

  @Test
  void the_refusal_is_worded_as_shown() throws Exception {
    String text =
        examples().get(0).replace("league-of-cats", "x".repeat(65)).replace("\"version\":1,", "");
    JsonFormException refusal =
        catchThrowableOfType(
            JsonFormException.class, () -> JsonMessages.read(utf8(text), JsonLimits.DEFAULT));
    assertThat(page()).contains("```\n" + refusal.getMessage() + "\n```");
  }

  @Test
  void the_limits_are_those_of_the_node() throws Exception {
    JsonLimits limits = JsonLimits.DEFAULT;
    assertThat(page())
        .contains("| %d MiB | `%s` |".formatted(limits.maxBytes() >> 20, JsonLimits.MAX_BYTES))
        .contains("| %d | `%s` |".formatted(limits.maxDepth(), JsonLimits.MAX_DEPTH))
        .contains(
            "| %d KiB | `%s` |"
                .formatted(limits.maxStringBytes() >> 10, JsonLimits.MAX_STRING_BYTES))
        .contains("| %d | `%s` |".formatted(limits.maxNumberChars(), JsonLimits.MAX_NUMBER_CHARS))
        .contains("| %,d | `%s` |".formatted(limits.maxValues(), JsonLimits.MAX_VALUES));
  }

  @Test
  void every_reason_and_every_type_is_on_the_page() throws Exception {
    for (JsonFormException.Reason reason : JsonFormException.Reason.values()) {
      assertThat(page()).contains('`' + reason.code() + '`');
    }
    for (String type : JsonMessages.types()) {
      assertThat(page()).contains("| `" + type + "` |");
    }
  }
}

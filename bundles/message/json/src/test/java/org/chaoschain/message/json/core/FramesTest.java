// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.chaoschain.message.json.core.JsonFormException.Reason;

/** Frames of a gateway, read as strictly as messages. */
class FramesTest {
  private static Frame read(String text) throws JsonFormException {
    return Frames.read(JsonMessagesPropertiesTest.utf8(text), JsonLimits.DEFAULT);
  }

  private static Frame frame(Sample sample) {
    JsonMessage message = new JsonMessage(sample.form(), Optional.empty(), Optional.empty());
    return switch (sample.below(18)) {
      case 0 -> new Frame.Said(message, List.of());
      case 1 -> new Frame.Delivery(sample.unsigned(), message);
      case 2 ->
          new Frame.Taken(
              sample.id(), sample.oneOf(Frame.Taken.Status.values()), sample.maybe(sample::id));
      case 3 -> new Frame.Received(sample.unsigned());
      case 4 ->
          new Frame.Problem(
              sample.word("az09-", 64),
              sample.text(1, Frames.MAX_TEXT),
              sample.text(0, Frames.MAX_TEXT),
              sample.maybe(sample::id),
              sample.maybe(() -> sample.text(0, 100)),
              sample.below(2) == 0,
              sample.maybe(sample::unsigned),
              sample.maybe(() -> sample.word("az09.", 128)));
      case 5 ->
          new Frame.SlowDown(
              Duration.ofMillis(sample.uint32()),
              sample.maybe(sample::unsigned),
              sample.maybe(() -> sample.word("az09.", 128)));
      case 6 -> new Frame.Hello(sample.agent(), sample.word("az09.-", 32));
      case 7 -> new Frame.Resume(sample.bytes(16), sample.unsigned());
      case 8 -> new Frame.Ready(sample.bytes(16), sample.unsigned(), sample.below(2) == 0);
      case 9 ->
          new Frame.Gap(
              sample.unsigned(), sample.unsigned(), sample.oneOf(Frame.Gap.Reason.values()));
      case 10 ->
          new HandshakeFrame.Connect(
              sample.agent(),
              sample.bytes(32),
              sample.bytes(32),
              sample.word("az09.-", 32),
              sample.bytes(sample.below(290)));
      case 11 ->
          new HandshakeFrame.Challenge(
              sample.bytes(32), sample.bytes(32), sample.time(), sample.bytes(64));
      case 12 ->
          new HandshakeFrame.Response(
              sample.bytes(64), sample.bytes(sample.below(513)), sample.bytes(sample.below(513)));
      case 13 -> new HandshakeFrame.Accepted(sample.bytes(16), sample.time());
      case 14 -> new HandshakeFrame.Refused(sample.below(256), sample.text(0, 500));
      case 15 -> new Frame.Hosting(sample.bytes(sample.below(513)));
      case 16 -> new Frame.Hosted(sample.time());
      default -> new Frame.Begin();
    };
  }

  @Property(tries = 1_000)
  void what_is_written_is_read_as_it_was(@ForAll long seed) throws JsonFormException {
    Frame frame = frame(new Sample(seed));
    String text = Frames.write(frame);
    assertThat(read(text)).isEqualTo(frame);
    assertThat(Frames.write(read(text))).isEqualTo(text);
    assertThat(Schemas.against("frame", text)).isEmpty();
  }

  @Property(tries = 200)
  void a_message_that_is_written_already_is_delivered_in_the_same_words(@ForAll long seed) {
    Sample sample = new Sample(seed);
    JsonMessage message = new JsonMessage(sample.form(), Optional.empty(), Optional.empty());
    long sequence = sample.unsigned();
    assertThat(Frames.delivery(sequence, JsonMessages.write(message)))
        .isEqualTo(Frames.write(new Frame.Delivery(sequence, message)));
  }

  @Example
  void a_broken_frame_is_refused_with_a_pointer() {
    refused("{\"type\":\"goodbye\"}", Reason.UNKNOWN_TYPE, "/type");
    refused("{\"sequence\":1}", Reason.MISSING, "/type");
    refused("{\"type\":\"resume\",\"version\":2}", Reason.VERSION, "/version");
    refused("{\"type\":\"resume\",\"sequence\":1}", Reason.MISSING, "/session");
    refused("{\"type\":\"resume\",\"session\":\"00ff\",\"sequence\":1}", Reason.VALUE, "/session");
    refused("{\"type\":\"gap\",\"from\":1,\"to\":2,\"reason\":\"luck\"}", Reason.VALUE, "/reason");
    refused("{\"type\":\"refused\",\"code\":256,\"text\":\"\"}", Reason.VALUE, "/code");
    refused("{\"type\":\"begin\",\"sequence\":0}", Reason.UNKNOWN_MEMBER, "/sequence");
    refused("{\"type\":\"hosting\"}", Reason.MISSING, "/hosting_record");
    refused(
        "{\"type\":\"hosting\",\"hosting_record\":\"" + "A".repeat(684) + "\"}",
        Reason.VALUE,
        "/hosting_record");
    refused("{\"type\":\"hosted\",\"expires_at\":\"soon\"}", Reason.VALUE, "/expires_at");
    refused("{\"type\":\"acknowledgement\"}", Reason.MISSING, "/sequence");
    refused(
        "{\"type\":\"acknowledgement\",\"id\":\"m\",\"status\":\"lost\"}", Reason.VALUE, "/status");
    refused(
        "{\"type\":\"acknowledgement\",\"id\":\"m\",\"status\":\"parked\",\"sequence\":1}",
        Reason.UNKNOWN_MEMBER,
        "/sequence");
    refused(
        "{\"type\":\"slow_down\",\"retry_after_ms\":5,\"why\":\"\"}",
        Reason.UNKNOWN_MEMBER,
        "/why");
    refused("{\"type\":\"slow_down\",\"retry_after_ms\":-5}", Reason.VALUE, "/retry_after_ms");
    refused("{\"type\":\"error\",\"code\":\"A b\",\"message\":\"x\"}", Reason.VALUE, "/code");
    refused(
        "{\"type\":\"delivery\",\"sequence\":1,\"message\":{\"type\":\"agent_message\",\"from\":7}}",
        Reason.WRONG_TYPE,
        "/message/from");
    refused(
        "{\"type\":\"delivery\",\"sequence\":1,\"message\":{\"type\":\"resume\"}}",
        Reason.UNKNOWN_TYPE,
        "/message/type");
  }

  private static void refused(String text, Reason reason, String pointer) {
    JsonFormException e = catchThrowableOfType(JsonFormException.class, () -> read(text));
    assertThat(e).as(text).isNotNull();
    assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
    assertThat(e.pointer()).as(e.getMessage()).isEqualTo(pointer);
    assertThat(Schemas.against("frame", text)).isNotEmpty();
  }

  @Example
  void a_refusal_is_told_as_an_error() throws JsonFormException {
    JsonFormException e =
        catchThrowableOfType(
            JsonFormException.class,
            () -> read("{\"type\":\"slow_down\",\"retry_after_ms\":\"" + "1".repeat(9) + "x\"}"));
    Frame.Problem problem = Frame.Problem.of(e);
    assertThat(problem.code()).isEqualTo("value");
    assertThat(problem.pointer()).contains("/retry_after_ms");
    assertThat(read(Frames.write(problem))).isEqualTo(problem);
    assertThat(Frames.head("😀".repeat(1_000)))
        .endsWith("😀...")
        .satisfies(
            head -> assertThat(JsonParser.utf8Length(head)).isLessThanOrEqualTo(Frames.MAX_TEXT));
  }
}

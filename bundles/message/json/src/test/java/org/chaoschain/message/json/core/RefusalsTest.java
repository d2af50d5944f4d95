// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.message.json.core.JsonFormException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused, for which reason, and at which place. */
class RefusalsTest {
  private static final String A = Sample.SENDER.toString();
  private static final String HASH = "ab".repeat(32);
  private static final String SIGNATURE = "cd".repeat(64);
  private static final String STATUS = "{\"type\":\"status_update\",\"data\":{\"mood\":\"calm\"}}";

  /** A broadcast with these members besides. */
  private static String broadcast(String members) {
    return "{\"type\":\"network_broadcast\",\"from\":\"" + A + "\"," + members + "}";
  }

  private static String said(String type, String data) {
    return broadcast("\"content\":{\"type\":\"" + type + "\",\"data\":" + data + "}");
  }

  private static String notification(String members) {
    return "{\"type\":\"block_notification\",\"block_hash\":\""
        + HASH
        + "\",\"producer_id\":\""
        + A
        + "\",\"timestamp\":\"2026-01-31T12:00:00Z\""
        + members
        + "}";
  }

  private static String at(String timestamp) {
    return notification("").replace("2026-01-31T12:00:00Z", timestamp);
  }

  private static String vote(String height) {
    return "{\"type\":\"consensus_vote\",\"vote\":\"prevote\",\"height\":"
        + height
        + ",\"validator\":\""
        + A
        + "\",\"signature\":\""
        + SIGNATURE
        + "\"}";
  }

  static Stream<Arguments> refusals() {
    String status = broadcast("\"content\":" + STATUS);
    return Stream.of(
        // the text
        refusal("", Reason.SYNTAX, ""),
        refusal(" ", Reason.SYNTAX, ""),
        refusal("{", Reason.SYNTAX, ""),
        refusal(status + "x", Reason.SYNTAX, ""),
        refusal(status + status, Reason.SYNTAX, ""),
        refusal(status + "//", Reason.SYNTAX, ""),
        refusal("\ufeff" + status, Reason.ENCODING, ""),
        refusal("{'type':1}", Reason.SYNTAX, ""),
        refusal("{type:1}", Reason.SYNTAX, ""),
        refusal("{\"a\":1,}", Reason.SYNTAX, ""),
        refusal("{\"a\":[1,]}", Reason.SYNTAX, "/a"),
        refusal("{\"a\":01}", Reason.SYNTAX, "/a"),
        refusal("{\"a\":+1}", Reason.SYNTAX, "/a"),
        refusal("{\"a\":.5}", Reason.SYNTAX, "/a"),
        refusal("{\"a\":1.}", Reason.SYNTAX, "/a"),
        refusal("{\"a\":NaN}", Reason.SYNTAX, "/a"),
        refusal("{\"a\":TRUE}", Reason.SYNTAX, "/a"),
        refusal("{\"a\":\"\u0001\"}", Reason.SYNTAX, "/a"),
        refusal("{\"a\":\"\\x41\"}", Reason.SYNTAX, "/a"),
        refusal("{\"a\":\"\\u12\"}", Reason.SYNTAX, "/a"),
        refusal("{\"a\":1 \"b\":2}", Reason.SYNTAX, ""),
        refusal("{\"a\":1;\"b\":2}", Reason.SYNTAX, "/a"),
        refusal("{\"a\":\"\\ud800\"}", Reason.SURROGATE, "/a"),
        refusal("{\"a\":\"x\\udc00y\"}", Reason.SURROGATE, "/a"),
        refusal("{\"a\":\"\\ud800\\u0041\"}", Reason.SURROGATE, "/a"),
        refusal("{\"\\ud800\":1}", Reason.SURROGATE, ""),
        refusal("{\"a\":1,\"a\":2}", Reason.DUPLICATE_MEMBER, "/a"),
        refusal("{\"a\":1,\"\\u0061\":1}", Reason.DUPLICATE_MEMBER, "/a"),
        refusal("{\"x\":[{\"b/~\":{},\"b/~\":1}]}", Reason.DUPLICATE_MEMBER, "/x/0/b~1~0"),
        refusal("[".repeat(17) + "]".repeat(17), Reason.TOO_DEEP, "/0".repeat(16)),
        refusal("{\"a\":" + "1".repeat(33) + "}", Reason.NUMBER_TOO_LONG, "/a"),
        refusal("{\"a\":" + "1".repeat(5_000) + "}", Reason.SYNTAX, "/a"),
        refusal("{\"a\":\"" + "x".repeat(512 * 1024 + 1) + "\"}", Reason.STRING_TOO_LONG, "/a"),
        refusal("{\"a\":[" + "0,".repeat(65_535) + "0]}", Reason.TOO_MANY_VALUES, "/a/65534"),
        refusal(" ".repeat(2 * 1024 * 1024) + "{}", Reason.TOO_LARGE, ""),
        // the top
        refusal("[]", Reason.WRONG_TYPE, ""),
        refusal("\"type\"", Reason.WRONG_TYPE, ""),
        refusal("null", Reason.WRONG_TYPE, ""),
        refusal("{}", Reason.MISSING, "/type"),
        refusal("{\"type\":7}", Reason.WRONG_TYPE, "/type"),
        refusal("{\"type\":\"gossip\"}", Reason.UNKNOWN_TYPE, "/type"),
        refusal("{\"type\":\"Agent_Message\"}", Reason.UNKNOWN_TYPE, "/type"),
        refusal(broadcast("\"version\":2,\"content\":" + STATUS), Reason.VERSION, "/version"),
        refusal(broadcast("\"version\":0,\"content\":" + STATUS), Reason.VERSION, "/version"),
        refusal(broadcast("\"version\":1.0,\"content\":" + STATUS), Reason.VALUE, "/version"),
        refusal(broadcast("\"version\":null,\"content\":" + STATUS), Reason.WRONG_TYPE, "/version"),
        refusal(broadcast("\"version\":1"), Reason.MISSING, "/content"),
        refusal(
            broadcast("\"to\":\"" + A + "\",\"content\":" + STATUS), Reason.UNKNOWN_MEMBER, "/to"),
        refusal(status.replace("network_broadcast", "agent_message"), Reason.MISSING, "/to"),
        refusal(status.replace(A, A.substring(1)), Reason.VALUE, "/from"),
        refusal(status.replace(A, A + "A"), Reason.VALUE, "/from"),
        refusal(status.replace("\"" + A + "\"", "null"), Reason.WRONG_TYPE, "/from"),
        // content
        refusal(broadcast("\"content\":[]"), Reason.WRONG_TYPE, "/content"),
        refusal(said("rant", "{}"), Reason.UNKNOWN_TYPE, "/content/type"),
        refusal(said("status_update", "[]"), Reason.WRONG_TYPE, "/content/data"),
        refusal(said("status_update", "{\"mood\":7}"), Reason.WRONG_TYPE, "/content/data/mood"),
        refusal(
            said("status_update", "{\"mod\":\"x\"}"), Reason.UNKNOWN_MEMBER, "/content/data/mod"),
        refusal(
            said("status_update", "{\"mood\":\"" + "ä".repeat(33) + "\"}"),
            Reason.VALUE,
            "/content/data/mood"),
        refusal(
            broadcast("\"content\":{\"type\":\"discussion\",\"data\":{},\"x\":1}"),
            Reason.UNKNOWN_MEMBER,
            "/content/x"),
        refusal(said("discussion", "{\"text\":\"x\"}"), Reason.MISSING, "/content/data/topic"),
        refusal(said("discussion", "{\"topic\":\"\"}"), Reason.VALUE, "/content/data/topic"),
        refusal(
            said("discussion", "{\"topic\":\"x\",\"reply_to\":\"a b\"}"),
            Reason.VALUE,
            "/content/data/reply_to"),
        refusal(said("alliance_proposal", "{}"), Reason.MISSING, "/content/data/alliance_id"),
        refusal(said("meme", "{\"hash\":\"AB\"}"), Reason.VALUE, "/content/data/hash"),
        refusal(
            said("meme", "{\"hash\":\"" + HASH.toUpperCase(java.util.Locale.ROOT) + "\"}"),
            Reason.VALUE,
            "/content/data/hash"),
        refusal(
            said("announcement", "{\"name\":\"x\",\"capabilities\":[\"a\",7]}"),
            Reason.WRONG_TYPE,
            "/content/data/capabilities/1"),
        refusal(
            said(
                "announcement",
                "{\"name\":\"x\",\"capabilities\":[" + "\"a\",".repeat(32) + "\"a\"]}"),
            Reason.VALUE,
            "/content/data/capabilities"),
        refusal(said("extension", "{\"type\":\"A\"}"), Reason.VALUE, "/content/data/type"),
        refusal(
            said("extension", "{\"type\":\"a\",\"schema_version\":2147483648}"),
            Reason.VALUE,
            "/content/data/schema_version"),
        refusal(
            said("extension", "{\"type\":\"a\",\"body\":\"YQ==\"}"),
            Reason.VALUE,
            "/content/data/body"),
        refusal(
            said("extension", "{\"type\":\"a\",\"body\":\"YR\"}"),
            Reason.VALUE,
            "/content/data/body"),
        refusal(
            said("extension", "{\"type\":\"a\",\"body\":\"a+/b\"}"),
            Reason.VALUE,
            "/content/data/body"),
        refusal(
            said("extension", "{\"type\":\"a\",\"fallback_text\":\"" + "x".repeat(1_025) + "\"}"),
            Reason.VALUE,
            "/content/data/fallback_text"),
        refusal(said("opaque", "{\"number\":8}"), Reason.VALUE, "/content/data/number"),
        // numbers
        refusal(vote("9007199254740993"), Reason.VALUE, "/height"),
        refusal(vote("\"18446744073709551616\""), Reason.VALUE, "/height"),
        refusal(vote("-1"), Reason.VALUE, "/height"),
        refusal(vote("1.5"), Reason.VALUE, "/height"),
        refusal(vote("1e3"), Reason.VALUE, "/height"),
        refusal(vote("\"007\""), Reason.VALUE, "/height"),
        refusal(vote("\"0x7\""), Reason.VALUE, "/height"),
        refusal(vote("\"\""), Reason.VALUE, "/height"),
        refusal(vote("true"), Reason.WRONG_TYPE, "/height"),
        refusal(vote("1,\"round\":2147483648"), Reason.VALUE, "/round"),
        refusal(vote("1").replace("prevote", "postvote"), Reason.VALUE, "/vote"),
        refusal(vote("1").replace(SIGNATURE, HASH), Reason.VALUE, "/signature"),
        // times
        refusal(at("2026-01-31T12:00:00"), Reason.VALUE, "/timestamp"),
        refusal(at("2026-01-31T12:00:00+00:00"), Reason.VALUE, "/timestamp"),
        refusal(at("2026-01-31 12:00:00Z"), Reason.VALUE, "/timestamp"),
        refusal(at("2026-01-31T12:00Z"), Reason.VALUE, "/timestamp"),
        refusal(at("2026-01-31T24:00:00Z"), Reason.VALUE, "/timestamp"),
        refusal(at("2026-01-31T23:59:60Z"), Reason.VALUE, "/timestamp"),
        refusal(at("2026-02-30T12:00:00Z"), Reason.VALUE, "/timestamp"),
        refusal(at("2026-01-31T12:00:00.1234567890Z"), Reason.VALUE, "/timestamp"),
        refusal(at("2026-01-31T12:00:00,5Z"), Reason.VALUE, "/timestamp"),
        refusal(at("2026-01-31t12:00:00z"), Reason.VALUE, "/timestamp"),
        refusal(at("1969-12-31T23:59:59Z"), Reason.VALUE, "/timestamp"),
        refusal(at("+12026-01-31T12:00:00Z"), Reason.VALUE, "/timestamp"),
        refusal(at("1767225600"), Reason.VALUE, "/timestamp"),
        // further in
        refusal(
            notification(",\"certificate\":{\"height\":1,\"block_hash\":\"" + HASH + "\"}"),
            Reason.MISSING,
            "/certificate/signatures"),
        refusal(
            notification(
                ",\"certificate\":{\"height\":1,\"block_hash\":\""
                    + HASH
                    + "\",\"signatures\":[{\"validator\":\""
                    + A
                    + "\"}]}"),
            Reason.MISSING,
            "/certificate/signatures/0/signature"),
        refusal(notification(",\"envelope\":{\"x\":1}"), Reason.UNKNOWN_MEMBER, "/envelope/x"),
        refusal(
            notification(",\"envelope\":{\"chain_id\":\"A\"}"), Reason.VALUE, "/envelope/chain_id"),
        refusal(
            notification(",\"envelope\":{\"critical\":\"true\"}"),
            Reason.WRONG_TYPE,
            "/envelope/critical"),
        refusal("{\"type\":\"opaque\",\"number\":9}", Reason.VALUE, "/number"),
        // raw
        refusal(notification(",\"raw\":\"\""), Reason.RAW, "/raw"),
        refusal(notification(",\"raw\":\"AAAA\""), Reason.RAW, "/raw"),
        refusal(notification(",\"raw\":7"), Reason.WRONG_TYPE, "/raw"));
  }

  private static Arguments refusal(String text, Reason reason, String pointer) {
    return Arguments.of(text, reason, pointer);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void is_refused_with_a_pointer(String text, Reason reason, String pointer) {
    JsonFormException e = catchThrowableOfType(JsonFormException.class, () -> read(text));
    assertThat(e).as(text).isNotNull();
    assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
    assertThat(e.pointer()).as(e.getMessage()).isEqualTo(pointer);
    assertThat(e.value()).isNotBlank().hasSizeLessThan(300);
    assertThat(e.limit()).isNotBlank();
    assertThat(e.remedy()).isNotBlank();
    assertThat(e.getMessage()).contains(e.value(), e.limit(), e.remedy());
    assertThat(e.key().isPresent())
        .isEqualTo(
            switch (reason) {
              case TOO_LARGE, TOO_DEEP, TOO_MANY_VALUES, STRING_TOO_LONG, NUMBER_TOO_LONG -> true;
              default -> false;
            });
  }

  private static JsonMessages.Read read(String text) throws JsonFormException {
    return JsonMessages.read(JsonMessagesPropertiesTest.utf8(text), JsonLimits.DEFAULT);
  }

  @Test
  void bytes_that_are_no_utf8_are_refused_at_their_byte() {
    for (byte[] wrong :
        new byte[][] {
          {(byte) 0x22, (byte) 0xff, 0x22},
          {(byte) 0x22, (byte) 0xc0, (byte) 0x80, 0x22},
          {(byte) 0x22, (byte) 0xed, (byte) 0xa0, (byte) 0x80, 0x22},
          {(byte) 0x22, (byte) 0xe2, (byte) 0x82},
        }) {
      assertThatThrownBy(() -> JsonParser.parse(Bytes.wrap(wrong), JsonLimits.DEFAULT))
          .isInstanceOfSatisfying(
              JsonFormException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ENCODING))
          .hasMessageContaining("at byte 1");
    }
  }

  @Test
  void a_missing_version_is_read_as_1() throws Exception {
    String text = broadcast("\"content\":" + STATUS);
    assertThat(read(text)).isEqualTo(read(text.replaceFirst("\\{", "{\"version\":1,")));
    assertThat(read(text)).isEqualTo(read(text.replaceFirst("\\{", "{\"version\":\"1\",")));
    assertThat(JsonMessages.write(read(text).message())).contains("\"version\":1");
  }

  @Test
  void numbers_up_to_2_to_the_53_are_numbers_and_beyond_strings() throws Exception {
    assertThat(JsonMessages.write(read(vote("9007199254740992")).message()))
        .contains("\"height\":9007199254740992,");
    assertThat(JsonMessages.write(read(vote("\"9007199254740992\"")).message()))
        .contains("\"height\":9007199254740992,");
    assertThat(JsonMessages.write(read(vote("\"9007199254740993\"")).message()))
        .contains("\"height\":\"9007199254740993\",");
    assertThat(JsonMessages.write(read(vote("\"18446744073709551615\"")).message()))
        .contains("\"height\":\"18446744073709551615\",");
    assertThat(read(vote("7"))).isEqualTo(read(vote("\"7\"")));
  }

  @Test
  void unknown_members_are_passed_over_at_the_top_and_named() throws Exception {
    JsonMessages.Read read = read(broadcast("\"sticker\":{\"deep\":[1,2]},\"content\":" + STATUS));
    assertThat(read.ignored()).containsExactly("/sticker");
    assertThat(JsonMessages.write(read.message())).doesNotContain("sticker");
  }

  @Test
  void text_is_not_normalised() throws Exception {
    for (String text : new String[] {"é", "e\u0301", "\u212b", "\u0000", "😀"}) {
      JsonForm form = new JsonForm.NetworkBroadcast(Sample.SENDER, new Content.Status(text, ""));
      String json = JsonMessages.write(new JsonMessage(form, Optional.empty(), Optional.empty()));
      assertThat(read(json).message().form()).isEqualTo(form);
    }
    assertThat(read(said("status_update", "{\"mood\":\"\\ud83d\\ude00\"}")))
        .isEqualTo(read(said("status_update", "{\"mood\":\"😀\"}")));
  }

  @Test
  void times_have_up_to_nine_digits_of_a_second() throws Exception {
    for (String time :
        new String[] {
          "1970-01-01T00:00:00Z",
          "2026-01-31T12:00:00.100Z",
          "2026-01-31T12:00:00.000001Z",
          "2024-02-29T23:59:59.999999999Z",
          "9999-12-31T23:59:59.999999999Z"
        }) {
      assertThat(JsonMessages.write(read(at(time)).message())).contains('"' + time + '"');
    }
    assertThat(JsonMessages.write(read(at("2026-01-31T12:00:00.1Z")).message()))
        .contains("\"2026-01-31T12:00:00.100Z\"");
  }

  @Test
  void with_raw_the_envelope_may_be_left_out_but_not_contradicted() throws Exception {
    Sample sample = new Sample(3);
    JsonMessage view = JsonMessages.view(sample.envelope(sample.form(1)), true);
    String text = JsonMessages.write(view);
    String without = JsonMessages.write(new JsonMessage(view.form(), Optional.empty(), view.raw()));
    assertThat(read(without).message()).isEqualTo(view);
    EnvelopeHead head = view.envelope().orElseThrow();
    boolean critical = head.critical().orElseThrow();
    String lie = text.replace("\"critical\":" + critical, "\"critical\":" + !critical);
    assertThatThrownBy(() -> read(lie))
        .isInstanceOfSatisfying(
            JsonFormException.class, e -> assertThat(e.pointer()).isEqualTo("/envelope/critical"))
        .hasMessageContaining("does not agree with raw");
    String chain = text.replace("chaos-test", "chaos-main");
    assertThatThrownBy(() -> read(chain))
        .isInstanceOfSatisfying(
            JsonFormException.class, e -> assertThat(e.pointer()).isEqualTo("/envelope/chain_id"));
  }

  @Test
  void limits_out_of_range_are_refused_by_their_keys() {
    assertThatThrownBy(() -> new JsonLimits(1, 65, 1, 1, 1))
        .hasMessage("message.json.max.depth is 65; allowed are 1 to 64");
    assertThatThrownBy(() -> new JsonLimits(0, 1, 1, 1, 1))
        .hasMessageContaining("message.json.max.bytes is 0");
  }

  @Test
  void a_smaller_limit_is_kept_and_named() throws Exception {
    JsonLimits small = new JsonLimits(100, 2, 10, 3, 4);
    assertThat(JsonParser.parse("[1,[100]]", small)).isNotNull();
    refused("[1,[1000]]", small, "message.json.max.number.chars");
    refused("[[[1]]]", small, "message.json.max.depth");
    refused("[1,2,3,4]", small, "message.json.max.values");
    refused("[\"12345678901\"]", small, "message.json.max.string.bytes");
    refused("[" + " ".repeat(99) + "]", small, "message.json.max.bytes");
  }

  private static void refused(String text, JsonLimits limits, String key) {
    assertThatThrownBy(
            () -> JsonParser.parse(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)), limits))
        .isInstanceOfSatisfying(JsonFormException.class, e -> assertThat(e.key()).contains(key))
        .hasMessageContaining("the key " + key + " changes the limit");
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent, where to, and what its answer's head and prices mean. */
class ChatRequestsTest {
  private static final Prompt PROMPT = new Prompt("be \"kind\"", "data\n", AnswerForm.REPLY);

  @Test
  void aRequestIsWritten() {
    assertThat(
            new ChatRequests(
                    "m-1", OptionalDouble.of(0.7), "max_tokens", 64, AnswerFormat.JSON_OBJECT)
                .body(PROMPT))
        .isEqualTo(
            "{\"model\":\"m-1\",\"messages\":[{\"role\":\"system\",\"content\":\"be \\\"kind\\\"\"},"
                + "{\"role\":\"user\",\"content\":\"data\\n\"}],\"max_tokens\":64,\"temperature\":0.7,"
                + "\"stream\":false,\"response_format\":{\"type\":\"json_object\"}}");
    assertThat(
            new ChatRequests(
                    "m", OptionalDouble.empty(), "max_completion_tokens", 9, AnswerFormat.NONE)
                .body(PROMPT))
        .contains("\"max_completion_tokens\":9")
        .doesNotContain("temperature", "response_format");
    assertThat(
            new ChatRequests("m", OptionalDouble.empty(), "max_tokens", 9, AnswerFormat.JSON_SCHEMA)
                .body(PROMPT))
        .contains(
            "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"reply\",\"strict\":true,\"schema\":{");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api.example.org/v1/chat/completions",
        "https://api.example.org:8443/v1/chat/completions?api-version=1",
        "http://127.0.0.1:8080/v1/chat/completions",
        "http://127.1.2.3/",
        "http://[::1]:8080/v1",
        "http://localhost/v1",
        "HTTP://LOCALHOST/v1"
      })
  void theseAddressesAreGood(String text) {
    assertThat(Address.parse(text, false).uri()).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "http://api.example.org/v1, plain http",
    "http://127.0.0.1.example.org/, plain http",
    "http://localhost.example.org/, plain http",
    "http://[::2]/, plain http",
    "http://10.0.0.1/, plain http",
    "https://user:SECRET@api.example.org/, user or a password",
    "https://SECRET@api.example.org/, user or a password",
    "https://api.example.org/#SECRET, fragment",
    "ftp://SECRET/, neither https nor http",
    "file:///SECRET, neither https nor http",
    "SECRET, neither https nor http",
    "https:SECRET, no host",
    "https:///SECRET, no host",
    "https://SECRET^, no URI",
    "'', neither",
  })
  void theseAreRefusedWithoutBeingRepeated(String text, String why) {
    assertThatThrownBy(() -> Address.parse(text, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("agent.llm.address")
        .hasMessageContaining(why)
        .hasMessageNotContaining("SECRET");
  }

  @Test
  void plainHttpToOthersHasToBeAllowedAndOnlyTheHostIsShown() {
    assertThat(Address.parse("http://10.0.0.1:80/v1?x=y", true)).hasToString("http://10.0.0.1:80");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "' 7 ', 7",
    "3600, 60",
    "99999999999999999999, 60",
    "'Thu, 01 Jan 2026 00:00:30 GMT', 30",
    "'Wed, 31 Dec 2025 23:00:00 GMT', 0",
    "'Fri, 01 Jan 2100 00:00:00 GMT', 60",
    "-1,",
    "1.5,",
    "soon,",
    "'',",
    "'Thu, 32 Jan 2026 00:00:30 GMT',"
  })
  void aWaitIsReadWithinBounds(String header, Long seconds) {
    assertThat(
            RetryAfter.parse(header, Instant.parse("2026-01-01T00:00:00Z"), Duration.ofSeconds(60)))
        .isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
  }

  @Property
  void noHeaderMakesItFail(@ForAll @StringLength(max = 80) String header) {
    RetryAfter.parse(header, Instant.EPOCH, Duration.ofSeconds(60))
        .ifPresent(wait -> assertThat(wait).isBetween(Duration.ZERO, Duration.ofSeconds(60)));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "2.5, 2500000", "0.000001, 1", "100000, 100000000000", "00.50, 500000"})
  void anAmountIsReadInMillionths(String text, long millionths) {
    assertThat(Prices.parse("k", text)).isEqualTo(millionths);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1e3", "1,5", "0.0000001", "100000.1", "9999999", "$1"})
  void whatIsNoAmountIsRefused(String text) {
    assertThatThrownBy(() -> Prices.parse("agent.llm.price.prompt", text))
        .hasMessageContaining("agent.llm.price.prompt is '" + text);
  }

  @Test
  void theDearestRequestIsCountedRight() {
    long most = Prices.parse("k", "100000");
    assertThat(new Prices(most, most).of(new Usage(Long.MAX_VALUE, Long.MAX_VALUE)))
        .isEqualTo(2_000_000_000_000L);
    assertThat(new Prices(1, 0).of(new Usage(1, 0))).as("is rounded up").isEqualTo(1);
  }
}

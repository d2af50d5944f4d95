// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.chaoschain.agent.llm.core.ChatAnswers.Said;
import org.chaoschain.api.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatAnswersTest {
  private static final int MOST = 10_000;

  private static Said read(String body) throws SilenceException {
    return ChatAnswers.read(Bytes.wrap(body.getBytes(StandardCharsets.UTF_8)), MOST);
  }

  @Test
  void theFirstChoiceCountsAndTheRestIsNotLookedAt() throws SilenceException {
    assertThat(
            read(
                """
                {"id": "c-1", "object": "chat.completion", "created": 1, "model": "m", "service_tier": null,
                 "choices": [{"index": 0, "logprobs": null, "finish_reason": "stop",
                   "message": {"role": "assistant", "content": "one", "refusal": null, "tool_calls": []}},
                   {"message": {"content": "two"}}],
                 "usage": {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15,
                   "prompt_tokens_details": {"cached_tokens": 0}}}
                """))
        .isEqualTo(new Said("one", Optional.of(new Usage(12, 3))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "{\"prompt_tokens\": 1}",
        "{\"prompt_tokens\": -1, \"completion_tokens\": 1}",
        "{\"prompt_tokens\": 1e3, \"completion_tokens\": 1}",
        "{\"prompt_tokens\": \"1\", \"completion_tokens\": 1}",
        "{\"prompt_tokens\": 1111111111111111111111, \"completion_tokens\": 1}"
      })
  void aUsageThatIsNoneIsNone(String usage) throws SilenceException {
    assertThat(
            read("{\"choices\":[{\"message\":{\"content\":\"x\"}}],\"usage\":%s}".formatted(usage))
                .usage())
        .isEmpty();
  }

  @Test
  void aUsageBeyondBeliefIsBounded() throws SilenceException {
    assertThat(
            read("{\"choices\":[{\"message\":{\"content\":\"x\"}}],\"usage\":{\"prompt_tokens\":999999999999999999,\"completion_tokens\":0}}")
                .usage())
        .contains(new Usage(Usage.MOST, 0));
  }

  static List<String> malformed() {
    return Corpus.lines("completions-malformed.txt");
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void whatIsNoCompletionIsRefused(String line) {
    String[] parts = line.split("\t", -1);
    assertThatThrownBy(() -> read(parts[0]))
        .isInstanceOfSatisfying(
            SilenceException.class,
            refusal ->
                assertThat(refusal.why())
                    .isEqualTo(Cause.valueOf(parts[1].toUpperCase(Locale.ROOT))))
        .hasMessageNotContaining("sk-secret");
  }

  @Property
  void noBytesMakeItFailOtherwise(@ForAll @Size(max = 200) byte[] body) {
    try {
      ChatAnswers.read(Bytes.copyOf(body), MOST);
    } catch (SilenceException e) {
      assertThat(e.why()).isEqualTo(Cause.MALFORMED);
    }
  }

  @Test
  void aBodyBeyondTheLimitIsRefused() {
    assertThatThrownBy(
            () ->
                read(
                    "{\"choices\":[{\"message\":{\"content\":\"%s\"}}]}"
                        .formatted("x".repeat(MOST))))
        .isInstanceOf(SilenceException.class);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.chaoschain.agent.llm.core.AnswerFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LlmSettingsTest {
  @Test
  void theDefaultsAreGood() {
    LlmSettings settings = LlmSettings.of(Configured.with());
    assertThat(settings.requests().format()).isEqualTo(AnswerFormat.JSON_SCHEMA);
    assertThat(settings.requests().temperature()).isEqualTo(OptionalDouble.of(0.7));
    assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.maxReplyBytes()).isEqualTo(2_048);
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "address", "model"})
  void whatEachAgentNeedsHasToBeThere(String key) {
    for (String nothing : new String[] {null, "", " "}) {
      assertThatThrownBy(() -> LlmSettings.of(Configured.with(key, nothing)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("agent.llm.%s is missing".formatted(key));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "name, Olga",
    "name, a b",
    "temperature, 2.1",
    "temperature, -1",
    "temperature, NaN",
    "temperature, hot",
    "response_format, JSON_SCHEMA",
    "response_format, text",
    "tokens_name, tokens",
    "timeout, 0s",
    "timeout, 11m",
    "timeout, soon",
    "connect_timeout, 0ms",
    "backoff_first, 0s",
    "backoff_last, 1ms",
    "circuit_last, 1ms",
    "retry_after_max, 2d",
    "max_cost_per_hour, -1",
    "price_prompt, free",
    "price_answer, 1e9",
    "max_reply_bytes, 9KiB",
    "max_reply_bytes, many",
    "max_data_bytes, 1KiB",
    "max_response_bytes, 9MiB",
    "conversation_quiet, 1s",
  })
  void aTextOutOfRangeIsNamedWithItsKey(String key, String value) {
    assertThatThrownBy(() -> LlmSettings.of(Configured.with(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("agent.llm." + key.replace('_', '.'))
        .hasMessageContaining(value);
  }

  static Stream<Method> numbers() {
    return Arrays.stream(LlmConfiguration.class.getDeclaredMethods())
        .filter(
            method -> method.getReturnType() == int.class || method.getReturnType() == long.class);
  }

  /** Metatype's ranges are for tools; the component keeps them. */
  @ParameterizedTest
  @MethodSource("numbers")
  void aNumberOutOfRangeIsNamedWithItsKey(Method key) {
    for (int value : new int[] {-1, Integer.MAX_VALUE}) {
      Object number = key.getReturnType() == int.class ? (Object) value : (Object) (long) value;
      assertThatThrownBy(() -> LlmSettings.of(Configured.with(key.getName(), number)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("agent.llm." + key.getName().replace('_', '.'))
          .hasMessageContaining(Integer.toString(value));
    }
  }

  @Test
  void twoKeysAreOneTooMany() {
    assertThatThrownBy(() -> LlmSettings.of(Configured.with("key_env", "A_KEY", "key_file", "/k")))
        .hasMessageContaining("both set");
  }

  @Test
  void aPersonaHasABound() {
    assertThatThrownBy(() -> LlmSettings.of(Configured.with("persona", "ä".repeat(2_049))))
        .hasMessageContaining("4098 bytes")
        .hasMessageContaining("4096");
  }
}

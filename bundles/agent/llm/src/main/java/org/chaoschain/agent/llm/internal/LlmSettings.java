// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.chaoschain.agent.llm.core.Address;
import org.chaoschain.agent.llm.core.Allowance;
import org.chaoschain.agent.llm.core.AnswerFormat;
import org.chaoschain.agent.llm.core.Backoff;
import org.chaoschain.agent.llm.core.ChatRequests;
import org.chaoschain.agent.llm.core.PlainText;
import org.chaoschain.agent.llm.core.Prices;
import org.chaoschain.agent.llm.core.Prompts;
import org.chaoschain.api.config.ByteSize;
import org.chaoschain.api.config.TimeSpan;

/**
 * A configuration that has been checked.
 *
 * @param name the agent's
 * @param address of the endpoint
 * @param requests how requests are written
 * @param persona the agent's character
 * @param timeout of a question
 * @param connectTimeout of a connection
 * @param maxAttempts requests for one question
 * @param backoff pauses between them
 * @param circuit how long a failing endpoint is left alone
 * @param maxRetryAfter the longest wait that it may ask for
 * @param hour what may be used within an hour
 * @param prices what tokens cost
 * @param quiet when a conversation is over
 * @param maxReplyBytes of a reply
 * @param maxDataBytes of what others wrote
 * @param maxResponseBytes of a response
 * @param raw the rest, which are whole numbers and in range
 */
record LlmSettings(
    String name,
    Address address,
    ChatRequests requests,
    String persona,
    Duration timeout,
    Duration connectTimeout,
    int maxAttempts,
    Backoff backoff,
    Backoff circuit,
    Duration maxRetryAfter,
    Allowance.Hour hour,
    Prices prices,
    Duration quiet,
    int maxReplyBytes,
    int maxDataBytes,
    int maxResponseBytes,
    LlmConfiguration raw) {
  private static final String PREFIX = "agent.llm.";
  private static final Pattern NAME = Pattern.compile("[a-z0-9_.-]{1,64}");
  private static final int MAX_MODEL = 128;
  private static final int MAX_PERSONA = 4_096;

  /**
   * Checks a configuration.
   *
   * @throws IllegalArgumentException naming the key, the value and what is allowed
   */
  static LlmSettings of(LlmConfiguration raw) {
    String name = text("name", raw.name());
    if (!NAME.matcher(name).matches()) {
      throw wrong("name", name, "1 to 64 characters of a-z 0-9 - _ .");
    }
    return new LlmSettings(
        name,
        Address.parse(text("address", raw.address()), raw.allow_plain()),
        requests(raw),
        persona(raw.persona()),
        time("timeout", raw.timeout(), Duration.ofSeconds(1), Duration.ofMinutes(10)),
        time(
            "connect.timeout",
            raw.connect_timeout(),
            Duration.ofMillis(100),
            Duration.ofMinutes(1)),
        (int) number("max.attempts", raw.max_attempts(), 1, 10),
        backoff("backoff", raw.backoff_first(), raw.backoff_last()),
        backoff("circuit", raw.circuit_first(), raw.circuit_last()),
        time("retry.after.max", raw.retry_after_max(), Duration.ZERO, Duration.ofDays(1)),
        new Allowance.Hour(
            number("max.requests.per.hour", raw.max_requests_per_hour(), 0, 1_000_000),
            number("max.tokens.per.hour", raw.max_tokens_per_hour(), 0, 1_000_000_000),
            Prices.parse(PREFIX + "max.cost.per.hour", raw.max_cost_per_hour()),
            (int) number("replies.share", raw.replies_share(), 0, 100)),
        new Prices(
            Prices.parse(PREFIX + "price.prompt", raw.price_prompt()),
            Prices.parse(PREFIX + "price.answer", raw.price_answer())),
        time(
            "conversation.quiet",
            raw.conversation_quiet(),
            Duration.ofMinutes(1),
            Duration.ofDays(30)),
        size("max.reply.bytes", raw.max_reply_bytes(), 16, 8 << 10),
        size("max.data.bytes", raw.max_data_bytes(), Prompts.MIN_DATA, 1 << 20),
        size("max.response.bytes", raw.max_response_bytes(), 1 << 10, 8 << 20),
        checked(raw));
  }

  private static LlmConfiguration checked(LlmConfiguration raw) {
    number("circuit.failures", raw.circuit_failures(), 1, 1_000);
    number("max.open.opinions", raw.max_open_opinions(), 1, 64);
    number("max.open.replies", raw.max_open_replies(), 1, 64);
    number("max.waiting.replies", raw.max_waiting_replies(), 0, 1_000);
    number("max.replies", raw.max_replies(), 0, 1_000);
    number("max.partners", raw.max_partners(), 1, 100_000);
    if (!raw.key_env().isBlank() && !raw.key_file().isBlank()) {
      throw new IllegalArgumentException(
          "agent.llm.key.env and agent.llm.key.file are both set; the key comes from one of them");
    }
    return raw;
  }

  private static ChatRequests requests(LlmConfiguration raw) {
    String model = text("model", raw.model());
    if (model.isBlank() || model.length() > MAX_MODEL) {
      throw wrong("model", model, "1 to " + MAX_MODEL + " characters");
    }
    String tokensName = raw.tokens_name();
    if (!tokensName.equals("max_tokens") && !tokensName.equals("max_completion_tokens")) {
      throw wrong("tokens.name", tokensName, "max_tokens or max_completion_tokens");
    }
    AnswerFormat format =
        Arrays.stream(AnswerFormat.values())
            .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(raw.response_format()))
            .findFirst()
            .orElseThrow(
                () ->
                    wrong(
                        "response.format",
                        raw.response_format(),
                        "json_schema, json_object or none"));
    return new ChatRequests(
        model,
        temperature(raw.temperature()),
        tokensName,
        (int) number("max.answer.tokens", raw.max_answer_tokens(), 16, 100_000),
        format);
  }

  private static OptionalDouble temperature(String text) {
    if (text.isBlank()) {
      return OptionalDouble.empty();
    }
    if (text.strip().matches("[012](\\.\\d{1,3})?")) {
      double value = Double.parseDouble(text.strip());
      if (value <= 2) {
        return OptionalDouble.of(value);
      }
    }
    throw wrong("temperature", text, "0 to 2 with at most three decimals, or nothing");
  }

  private static String persona(String text) {
    int size = text.getBytes(StandardCharsets.UTF_8).length;
    if (size > MAX_PERSONA) {
      throw new IllegalArgumentException(
          "agent.llm.persona has %d bytes, and at most %d are allowed; shorten it"
              .formatted(size, MAX_PERSONA));
    }
    return text.strip();
  }

  private static Backoff backoff(String what, String first, String last) {
    Duration day = Duration.ofDays(1);
    Duration from = time(what + ".first", first, Duration.ofMillis(10), day);
    return new Backoff(from, time(what + ".last", last, from, day));
  }

  private static String text(String key, String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(PREFIX + key + " is missing; each LLM agent needs one");
    }
    return value;
  }

  private static Duration time(String key, String text, Duration least, Duration most) {
    Duration time;
    try {
      time = TimeSpan.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(PREFIX + key + ": " + e.getMessage(), e);
    }
    if (time.compareTo(least) < 0 || time.compareTo(most) > 0) {
      throw wrong(key, text, "from %d ms to %d ms".formatted(least.toMillis(), most.toMillis()));
    }
    return time;
  }

  private static int size(String key, String text, long least, long most) {
    long bytes;
    try {
      bytes = ByteSize.parse(text).bytes();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(PREFIX + key + ": " + e.getMessage(), e);
    }
    if (bytes < least || bytes > most) {
      throw wrong(key, text, "from %s to %s".formatted(new ByteSize(least), new ByteSize(most)));
    }
    return (int) bytes;
  }

  private static long number(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw wrong(key, Long.toString(value), "from %d to %d".formatted(least, most));
    }
    return value;
  }

  private static IllegalArgumentException wrong(String key, String value, String allowed) {
    return new IllegalArgumentException(
        "%s%s is '%s'; allowed is %s".formatted(PREFIX, key, PlainText.line(value, 128), allowed));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.json.core.JsonFormException;
import org.chaoschain.message.json.core.JsonLimits;
import org.chaoschain.message.json.core.JsonParser;
import org.chaoschain.message.json.core.JsonValue;

/** Reads chat completions as OpenAI's interface has them. Pure. */
public final class ChatAnswers {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_VALUES = 4_096;

  private ChatAnswers() {}

  /**
   * What a model said.
   *
   * @param text its words
   * @param usage what it has used, if the endpoint says so
   */
  public record Said(String text, Optional<Usage> usage) {}

  /**
   * Reads the body of a response: what the first choice says. Members that are not needed are not
   * looked at.
   *
   * @param maxBytes of the body
   * @throws SilenceException of the cause {@link Cause#MALFORMED}, {@link Cause#CUT}, {@link
   *     Cause#DECLINED} or {@link Cause#TOOL}
   */
  public static Said read(Bytes body, int maxBytes) throws SilenceException {
    JsonValue parsed;
    try {
      parsed =
          JsonParser.parse(body, new JsonLimits(maxBytes, MAX_DEPTH, maxBytes, 64, MAX_VALUES));
    } catch (JsonFormException e) {
      // the message could quote the endpoint
      throw malformed("it is no JSON within the limits (" + e.reason() + ")");
    }
    JsonValue choice =
        member(parsed, "choices")
            .filter(JsonValue.Elements.class::isInstance)
            .map(list -> ((JsonValue.Elements) list).elements())
            .filter(list -> !list.isEmpty())
            .map(list -> list.get(0))
            .orElseThrow(() -> malformed("it has no choices"));
    JsonValue message =
        member(choice, "message").orElseThrow(() -> malformed("its choice has no message"));
    checkEnd(choice, message);
    String text =
        text(message, "content").orElseThrow(() -> malformed("its message has no content"));
    return new Said(text, usage(parsed));
  }

  private static void checkEnd(JsonValue choice, JsonValue message) throws SilenceException {
    String end = text(choice, "finish_reason").orElse("stop");
    boolean tools =
        member(message, "tool_calls").filter(ChatAnswers::isSomething).isPresent()
            || member(message, "function_call").filter(ChatAnswers::isSomething).isPresent();
    if (tools || end.equals("tool_calls") || end.equals("function_call")) {
      throw new SilenceException(Cause.TOOL, "the model asks for a tool, and there are none");
    }
    if (end.equals("length")) {
      throw new SilenceException(
          Cause.CUT,
          "the model's answer was cut off; the key agent.llm.max.answer.tokens gives it more room");
    }
    if (end.equals("content_filter")
        || text(message, "refusal").filter(refusal -> !refusal.isEmpty()).isPresent()) {
      throw new SilenceException(Cause.DECLINED, "the model declines to answer");
    }
  }

  private static boolean isSomething(JsonValue value) {
    return !(value instanceof JsonValue.Null)
        && !(value instanceof JsonValue.Elements list && list.elements().isEmpty());
  }

  private static Optional<Usage> usage(JsonValue completion) {
    return member(completion, "usage")
        .flatMap(
            usage ->
                number(usage, "prompt_tokens")
                    .flatMap(
                        prompt ->
                            number(usage, "completion_tokens")
                                .map(answer -> new Usage(prompt, answer))));
  }

  private static Optional<JsonValue> member(JsonValue value, String name) {
    return value instanceof JsonValue.Members object
        ? Optional.ofNullable(object.members().get(name))
        : Optional.empty();
  }

  private static Optional<String> text(JsonValue value, String name) {
    return member(value, name)
        .filter(JsonValue.Text.class::isInstance)
        .map(text -> ((JsonValue.Text) text).text());
  }

  /** A whole number of at most 18 digits; anything else is none. */
  private static Optional<Long> number(JsonValue value, String name) {
    return member(value, name)
        .filter(JsonValue.Numeral.class::isInstance)
        .map(number -> ((JsonValue.Numeral) number).literal())
        .filter(literal -> literal.matches("\\d{1,18}"))
        .map(Long::valueOf);
  }

  private static SilenceException malformed(String what) {
    return new SilenceException(
        Cause.MALFORMED, "the endpoint's response is no chat completion: " + what);
  }
}

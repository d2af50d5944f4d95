// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.chaoschain.message.json.core.JsonPrinter;
import org.chaoschain.message.json.core.JsonValue;

/**
 * Writes requests for a chat completion, as OpenAI's interface has them. Immutable.
 *
 * @param model the model's name at the endpoint
 * @param temperature 0 to 2; empty to leave it to the endpoint
 * @param tokensName the member that bounds the answer: {@code max_tokens} or {@code
 *     max_completion_tokens}
 * @param maxAnswerTokens most tokens of an answer
 * @param format how the endpoint is told the form of the answer
 */
public record ChatRequests(
    String model,
    OptionalDouble temperature,
    String tokensName,
    int maxAnswerTokens,
    AnswerFormat format) {
  /** The body of the request, in JSON. */
  public String body(Prompt prompt) {
    Map<String, JsonValue> request = new LinkedHashMap<>();
    request.put("model", new JsonValue.Text(model));
    request.put(
        "messages",
        new JsonValue.Elements(
            List.of(message("system", prompt.system()), message("user", prompt.user()))));
    request.put(tokensName, new JsonValue.Numeral(Integer.toString(maxAnswerTokens)));
    temperature.ifPresent(
        value -> request.put("temperature", new JsonValue.Numeral(Double.toString(value))));
    request.put("stream", new JsonValue.Truth(false));
    responseFormat(prompt.form()).ifPresent(value -> request.put("response_format", value));
    return JsonPrinter.print(new JsonValue.Members(request));
  }

  private static JsonValue message(String role, String content) {
    Map<String, JsonValue> message = new LinkedHashMap<>();
    message.put("role", new JsonValue.Text(role));
    message.put("content", new JsonValue.Text(content));
    return new JsonValue.Members(message);
  }

  private Optional<JsonValue> responseFormat(AnswerForm form) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    switch (format) {
      case NONE -> {
        return Optional.empty();
      }
      case JSON_OBJECT -> members.put("type", new JsonValue.Text("json_object"));
      case JSON_SCHEMA -> {
        Map<String, JsonValue> schema = new LinkedHashMap<>();
        schema.put("name", new JsonValue.Text(form.schemaName()));
        schema.put("strict", new JsonValue.Truth(true));
        schema.put("schema", form.schema());
        members.put("type", new JsonValue.Text("json_schema"));
        members.put("json_schema", new JsonValue.Members(schema));
      }
    }
    return Optional.of(new JsonValue.Members(members));
  }
}

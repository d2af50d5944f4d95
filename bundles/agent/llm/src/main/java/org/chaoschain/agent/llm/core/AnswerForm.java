// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.chaoschain.message.json.core.JsonFormException;
import org.chaoschain.message.json.core.JsonLimits;
import org.chaoschain.message.json.core.JsonParser;
import org.chaoschain.message.json.core.JsonValue;

/**
 * The form that an answer has to have: one JSON object with exactly these members, as JSON Schema
 * and as a reader. Pure.
 */
public enum AnswerForm {
  /** {@code {"approve": true or false, "reason": text}}. */
  OPINION(Map.of("approve", "boolean", "reason", "string")),
  /** {@code {"reply": text}}. */
  REPLY(Map.of("reply", "string"));

  private final Map<String, String> members;

  AnswerForm(Map<String, String> members) {
    this.members = new TreeMap<>(members);
  }

  /** The name of the schema. */
  public String schemaName() {
    return this == OPINION ? "opinion" : "reply";
  }

  /** The schema: each member is required, and no other is allowed. */
  public JsonValue schema() {
    Map<String, JsonValue> properties = new LinkedHashMap<>();
    List<JsonValue> required = new ArrayList<>();
    members.forEach(
        (name, type) -> {
          properties.put(name, new JsonValue.Members(Map.of("type", new JsonValue.Text(type))));
          required.add(new JsonValue.Text(name));
        });
    Map<String, JsonValue> schema = new LinkedHashMap<>();
    schema.put("type", new JsonValue.Text("object"));
    schema.put("properties", new JsonValue.Members(properties));
    schema.put("required", new JsonValue.Elements(required));
    schema.put("additionalProperties", new JsonValue.Truth(false));
    return new JsonValue.Members(schema);
  }

  /** What the model is told about the form. */
  public String instruction() {
    return this == OPINION
        ? "{\"approve\": true or false, \"reason\": \"why, in one or two sentences\"}"
        : "{\"reply\": \"what you say, or nothing if you do not want to answer\"}";
  }

  /**
   * Reads a model's answer.
   *
   * @param maxBytes of the answer
   * @return the members, of the types that the schema names
   * @throws SilenceException of the cause {@link Cause#FORM}
   */
  Map<String, JsonValue> read(String answer, int maxBytes) throws SilenceException {
    JsonValue value;
    try {
      value = JsonParser.parse(answer, new JsonLimits(maxBytes, 4, maxBytes, 32, 64));
    } catch (JsonFormException e) {
      // the message could quote the model
      throw wrong("it is no JSON of that form (" + e.reason() + ")");
    }
    if (!(value instanceof JsonValue.Members object)) {
      throw wrong("it is " + value.kind());
    }
    if (!object.members().keySet().equals(members.keySet())) {
      throw wrong("it has not exactly the members " + members.keySet());
    }
    for (Map.Entry<String, String> member : members.entrySet()) {
      JsonValue found = object.members().get(member.getKey());
      boolean fits =
          member.getValue().equals("boolean")
              ? found instanceof JsonValue.Truth
              : found instanceof JsonValue.Text;
      if (!fits) {
        throw wrong(
            "'%s' is %s and not a %s".formatted(member.getKey(), found.kind(), member.getValue()));
      }
    }
    return object.members();
  }

  /**
   * Reads an opinion.
   *
   * @param maxReason most bytes of the reason
   * @throws SilenceException of the cause {@link Cause#FORM}
   */
  public static Judgement opinion(String answer, int maxBytes, int maxReason)
      throws SilenceException {
    Map<String, JsonValue> members = OPINION.read(answer, maxBytes);
    return new Judgement(
        ((JsonValue.Truth) members.get("approve")).value(),
        PlainText.line(((JsonValue.Text) members.get("reason")).text(), maxReason));
  }

  /**
   * Reads a reply.
   *
   * @param maxReply most bytes of it
   * @return plain text; may be empty
   * @throws SilenceException of the cause {@link Cause#FORM}
   */
  public static String reply(String answer, int maxBytes, int maxReply) throws SilenceException {
    JsonValue.Text text = (JsonValue.Text) REPLY.read(answer, maxBytes).get("reply");
    return PlainText.lines(text.text(), maxReply).strip();
  }

  private static SilenceException wrong(String what) {
    return new SilenceException(
        Cause.FORM, "the model's answer does not have the form that was asked for: " + what);
  }

  /**
   * What a model thinks of a block.
   *
   * @param approve for it, or against
   * @param reason one line of plain text
   */
  public record Judgement(boolean approve, String reason) {}
}

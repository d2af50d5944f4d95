// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.chaoschain.agent.llm.core.EndpointAnswer;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.json.core.JsonFormException;
import org.chaoschain.message.json.core.JsonLimits;
import org.chaoschain.message.json.core.JsonParser;
import org.chaoschain.message.json.core.JsonPrinter;
import org.chaoschain.message.json.core.JsonValue;

/** What an endpoint gets and sends. */
final class Completions {
  private Completions() {}

  /** A completion in which the model writes this. */
  static String of(String content) {
    return "{\"id\":\"c\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":%s},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10}}"
        .formatted(quoted(content));
  }

  static EndpointAnswer answer(String content) {
    return new EndpointAnswer.Body(Bytes.wrap(of(content).getBytes(StandardCharsets.UTF_8)));
  }

  static String opinion(boolean approve, String reason) {
    return "{\"approve\":%s,\"reason\":%s}".formatted(approve, quoted(reason));
  }

  static String reply(String text) {
    return "{\"reply\":%s}".formatted(quoted(text));
  }

  private static String quoted(String text) {
    return JsonPrinter.print(new JsonValue.Text(text));
  }

  /** What a request tells the model in this role. */
  static String said(String request, String role) {
    for (JsonValue message : ((JsonValue.Elements) members(request).get("messages")).elements()) {
      Map<String, JsonValue> members = ((JsonValue.Members) message).members();
      if (members.get("role").equals(new JsonValue.Text(role))) {
        return ((JsonValue.Text) members.get("content")).text();
      }
    }
    throw new AssertionError("no message of the role " + role);
  }

  static Map<String, JsonValue> members(String json) {
    try {
      return ((JsonValue.Members) JsonParser.parse(json, JsonLimits.DEFAULT)).members();
    } catch (JsonFormException e) {
      throw new AssertionError(e);
    }
  }

  /** The secret of this run, which the instructions hold. */
  static String canary(String request) {
    String system = said(request, "system");
    String mark = "never to be written: ";
    return system.substring(system.indexOf(mark) + mark.length()).lines().toList().get(0);
  }

  /** The lines of the message with the data. */
  static List<String> dataLines(String request) {
    return said(request, "user").lines().toList();
  }
}

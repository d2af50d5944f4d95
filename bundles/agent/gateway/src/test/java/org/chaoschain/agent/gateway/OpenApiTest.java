// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.agent.gateway.core.Route;
import org.chaoschain.api.agent.Opinion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document and the running servlet say the same. */
class OpenApiTest {
  @TempDir Path folder;

  private GatewayNode node;
  private Client client;
  private JsonObject document;

  @BeforeEach
  void start() throws Exception {
    node =
        new GatewayNode(new GatewayNode.Memory(folder), Map.of("registrations.per.minute", 6000))
            .open();
    client = new Client(node.url());
    document = client.get("/api/openapi.json").object();
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  private JsonObject operation(String method, String path) {
    return document
        .getAsJsonObject("paths")
        .getAsJsonObject(path)
        .getAsJsonObject(method.toLowerCase(Locale.ROOT));
  }

  /** The schema of an answer, followed through the reference to a response. */
  private JsonElement schema(JsonObject operation, int status) {
    JsonObject response =
        operation.getAsJsonObject("responses").getAsJsonObject(Integer.toString(status));
    assertThat(response).as("%s is documented of %s", status, operation).isNotNull();
    if (response.has("$ref")) {
      String name = response.get("$ref").getAsString();
      response =
          document
              .getAsJsonObject("components")
              .getAsJsonObject("responses")
              .getAsJsonObject(name.substring(name.lastIndexOf('/') + 1));
    }
    return response
        .getAsJsonObject("content")
        .getAsJsonObject("application/json")
        .getAsJsonObject("schema");
  }

  private List<String> violations(JsonElement schema, JsonElement value) {
    JsonObject whole = schema.getAsJsonObject().deepCopy();
    whole.add("components", document.get("components"));
    List<String> found = new ArrayList<>();
    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(whole.toString())
        .validate(value.toString(), InputFormat.JSON)
        .forEach(each -> found.add(each.toString()));
    return found;
  }

  /** An answer is one that is documented, and as documented. */
  private Client.Reply conforms(String method, String path, String asked, String token, String body)
      throws Exception {
    Client.Reply reply =
        token.isEmpty()
            ? client.call(method, asked, body)
            : client.call(method, asked, body, "Authorization", "Bearer " + token);
    assertThat(violations(schema(operation(method, path), reply.status()), reply.body()))
        .as("%s %s -> %d %s", method, asked, reply.status(), reply.body())
        .isEmpty();
    return reply;
  }

  @Test
  void theDocumentHasEveryRouteAndNoOther() {
    TreeSet<String> documented = new TreeSet<>();
    document
        .getAsJsonObject("paths")
        .entrySet()
        .forEach(
            path ->
                path.getValue()
                    .getAsJsonObject()
                    .keySet()
                    .forEach(
                        method ->
                            documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    assertThat(documented)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Route.values()).map(each -> each.method() + " " + each.path()).toList());
  }

  @Test
  void routesThatWantATokenSaySoAndRefuseWithoutOne() throws Exception {
    for (Route route : Route.values()) {
      JsonObject operation = operation(route.method(), route.path());
      boolean wanted = route.access() == Route.Access.TOKEN;
      assertThat(operation.has("security") && operation.getAsJsonArray("security").size() == 1)
          .as(route.toString())
          .isEqualTo(wanted);
      if (wanted) {
        assertThat(
                conforms(
                        route.method(),
                        route.path(),
                        route.path(),
                        "",
                        route.method().equals("POST") ? "{}" : null)
                    .status())
            .isEqualTo(401);
      }
    }
  }

  @Test
  void everyRouteAnswersAsItIsDescribed() throws Exception {
    String vote = "{\"block_id\":4,\"approved\":true,\"reason\":\"ok\",\"meme_url\":\"http://m\"}";
    JsonObject made =
        conforms(
                "POST",
                "/api/agents/register",
                "/api/agents/register",
                "",
                "{\"name\":\"a\",\"personality\":[\"kind\"],\"style\":\"s\",\"stake_amount\":1,\"role\":\"validator\"}")
            .object();
    String id = made.get("agent_id").getAsString();
    String token = made.get("token").getAsString();
    Client.Agent other = client.register("b");

    try (Client.Socket socket = client.socket("/api/ws?token=" + token)) {
      socket.next("WELCOME");
      CompletableFuture<Opinion> opinion =
          node.agent(org.chaoschain.api.agent.AgentId.parse(id))
              .opinion(GatewayTest.block(4, 0), Duration.ofSeconds(20))
              .toCompletableFuture();
      socket.next("VALIDATION_REQUIRED");
      assertThat(
              conforms("POST", "/api/agents/validate", "/api/agents/validate", token, vote)
                  .status())
          .isEqualTo(200);
      assertThat(opinion.join().verdict()).isEqualTo(Opinion.Verdict.APPROVE);
    }
    assertThat(
            conforms("POST", "/api/agents/validate", "/api/agents/validate", token, vote).status())
        .isEqualTo(409);
    conforms("POST", "/api/agents/validate", "/api/agents/validate", token, "{}");
    String transaction = "{\"source\":\"x\",\"content\":\"y\"}";
    conforms("POST", "/api/transactions/propose", "/api/transactions/propose", token, transaction);
    String alliance =
        "{\"name\":\"x\",\"ally_ids\":[\"%s\",\"%s\"]}"
            .formatted(other.id(), "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK");
    conforms("POST", "/api/alliances/propose", "/api/alliances/propose", token, alliance);
    conforms("GET", "/api/agents/status/{agent_id}", "/api/agents/status/" + id, "", null);
    conforms("GET", "/api/agents/status/{agent_id}", "/api/agents/status/x", "", null);
    JsonObject page =
        conforms("GET", "/api/agents/external", "/api/agents/external?limit=1", "", null).object();
    assertThat(page.get("total").getAsInt()).isEqualTo(2);
    conforms(
        "GET",
        "/api/agents/external",
        "/api/agents/external?limit=1&after=" + page.get("next").getAsString(),
        "",
        null);
    conforms("GET", "/api/agents/external", "/api/agents/external?limit=0", "", null);
    conforms("GET", "/api/network/status", "/api/network/status", "", null);
    conforms("GET", "/api/openapi.json", "/api/openapi.json", "", null);
    conforms("GET", "/api/ws", "/api/ws", "", null);
    conforms("GET", "/api/events", "/api/events", "wrong", null);
    String renewed =
        conforms("POST", "/api/agents/token", "/api/agents/token", token, "")
            .object()
            .get("token")
            .getAsString();
    conforms("DELETE", "/api/agents/token", "/api/agents/token", renewed, null);
  }
}

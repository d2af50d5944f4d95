// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.Opinion;
import org.chaoschain.api.agent.Opinion.Verdict;
import org.chaoschain.api.agent.ProposedBlock;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.EventListener;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Payload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What agents of other languages can do, by the clients of the JDK on real sockets. */
class GatewayTest {
  private static final Duration WITHIN = Duration.ofSeconds(15);

  @TempDir Path folder;

  private GatewayNode.Memory memory;
  private GatewayNode node;
  private Client client;

  @BeforeEach
  void start() throws Exception {
    memory = new GatewayNode.Memory(folder);
    begin(Map.of("registrations.per.minute", 6000));
  }

  private void begin(Map<String, Object> settings) throws Exception {
    node = new GatewayNode(memory, settings).open();
    client = new Client(node.url());
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  static ProposedBlock block(long height, int drama) {
    return new ProposedBlock(
        "test",
        height,
        Bytes.wrap(hash((byte) height)),
        Bytes.wrap(hash((byte) 1)),
        Bytes.wrap(hash((byte) 2)),
        Instant.ofEpochSecond(1_000),
        List.of(new ProposedBlock.Transaction(Bytes.wrap(hash((byte) 3)), 7, "gossip")),
        List.of(),
        drama,
        "tense");
  }

  private static byte[] hash(byte of) {
    byte[] hash = new byte[32];
    java.util.Arrays.fill(hash, of);
    return hash;
  }

  private CompletableFuture<Opinion> ask(AgentId agent, ProposedBlock block) throws Exception {
    return node.agent(agent).opinion(block, WITHIN).toCompletableFuture();
  }

  @Test
  void anAgentThatIsRegisteredVotesOnTheBlocksItIsAskedAbout() throws Exception {
    Client.Agent zoe = client.register("Zoë");
    try (Client.Socket socket = client.socket("/api/ws?token=" + zoe.token())) {
      assertThat(socket.next("WELCOME").get("agent_id").getAsString())
          .isEqualTo(zoe.id().toString());
      CompletableFuture<Opinion> opinion = ask(zoe.id(), block(5, 3));
      JsonObject asked = socket.next("VALIDATION_REQUIRED");
      assertThat(asked.get("drama_level").getAsInt()).isEqualTo(3);
      assertThat(asked.get("network_mood").getAsString()).isEqualTo("tense");
      JsonObject block = asked.getAsJsonObject("block");
      assertThat(block.getAsJsonArray("id")).hasSize(32);
      assertThat(block.keySet())
          .contains(
              "id",
              "height",
              "producer_id",
              "drama_level",
              "transactions",
              "parent_hash",
              "state_root",
              "timestamp");
      JsonObject vote = new JsonObject();
      vote.addProperty("type", "VALIDATION_VOTE");
      vote.add("block_id", block.getAsJsonArray("id"));
      vote.addProperty("approved", false);
      vote.addProperty("reason", "too tame");
      vote.addProperty("drama_level", 9);
      socket.send(vote.toString());

      assertThat(socket.next("DRAMA_ALERT").get("cause").getAsString()).isEqualTo("vote");
      assertThat(socket.next("OK").getAsJsonObject("vote").get("height").getAsInt()).isEqualTo(5);
      assertThat(opinion.get(15, TimeUnit.SECONDS))
          .isEqualTo(new Opinion(Verdict.REJECT, "too tame"));
      socket.send(vote.toString());
      assertThat(socket.next("ERROR").getAsJsonObject("error").get("code").getAsString())
          .isEqualTo("not_asked");
    }
  }

  @Test
  void aVoteNamesItsBlockByBytesHexOrHeight() throws Exception {
    Client.Agent agent = client.register("a");
    try (Client.Socket socket = client.socket("/api/ws?token=" + agent.token())) {
      socket.next("WELCOME");
      long height = 1;
      for (String id :
          List.of(
              "[" + "2,".repeat(31) + "2]",
              "\"" + "03".repeat(32) + "\"",
              "\"0x" + "04".repeat(32) + "\"",
              "\"5\"",
              "6")) {
        CompletableFuture<Opinion> opinion = ask(agent.id(), block(++height, 0));
        socket.next("VALIDATION_REQUIRED");
        Client.Reply reply =
            client.post(
                "/api/agents/validate",
                agent.token(),
                "{\"block_id\":%s,\"approved\":true,\"reason\":\"why not\"}".formatted(id));
        assertThat(reply.status()).as(id + " " + reply.body()).isEqualTo(200);
        assertThat(opinion.get(15, TimeUnit.SECONDS).verdict()).isEqualTo(Verdict.APPROVE);
      }
    }
  }

  @Test
  void anAgentThatIsNotConnectedAbstainsAtOnce() throws Exception {
    Client.Agent agent = client.register("a");
    assertThat(ask(agent.id(), block(2, 0)).get(15, TimeUnit.SECONDS).verdict())
        .isEqualTo(Verdict.ABSTAIN);
  }

  @Test
  void aSocketWithoutATokenOnlyReads() throws Exception {
    Client.Agent agent = client.register("a");
    try (Client.Socket reader = client.socket("/api/ws");
        Client.Socket own = client.socket("/api/ws?token=" + agent.token())) {
      assertThat(reader.next("WELCOME").get("read_only").getAsBoolean()).isTrue();
      own.next("WELCOME");
      ask(agent.id(), block(2, 10));
      own.next("VALIDATION_REQUIRED");
      assertThat(reader.next("BLOCK_PROPOSAL").get("drama_level").getAsInt()).isEqualTo(10);
      assertThat(reader.next("DRAMA_ALERT").get("cause").getAsString()).isEqualTo("block");
      reader.send("{\"type\":\"ValidatorStatus\",\"status\":\"here\"}");
      assertThat(reader.next("ERROR").getAsJsonObject("error").get("code").getAsString())
          .isEqualTo("read_only");
    }
    assertThat(refusedWith("/api/ws?token=cct_wrong")).isEqualTo(401);
    assertThat(refusedWith("/api/ws?token=" + agent.token() + "&agent_id=did:key:other"))
        .isEqualTo(401);
  }

  private int refusedWith(String path) {
    CompletionException refused =
        catchThrowableOfType(CompletionException.class, () -> client.socket(path));
    return ((WebSocketHandshakeException) refused.getCause()).getResponse().statusCode();
  }

  @Test
  void proposalsAndAlliancesGoTheWayOfEveryAgentsMessages() throws Exception {
    Client.Agent a = client.register("a");
    Client.Agent b = client.register("b");
    Client.Reply proposed =
        client.post(
            "/api/transactions/propose",
            a.token(),
            "{\"source\":\"news\",\"content\":\"pigeons\",\"drama_level\":9,\"justification\":\"!\",\"tags\":[\"x\"]}");
    assertThat(proposed.status()).as(proposed.body().toString()).isEqualTo(200);
    assertThat(node.broadcasts)
        .filteredOn(
            payload -> ((Payload.AgentCommunication) payload).content() instanceof Content.Extended)
        .hasSize(1);
    String nobody = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
    Client.Reply offered =
        client.post(
            "/api/alliances/propose",
            a.token(),
            "{\"name\":\"axis\",\"purpose\":\"fun\",\"ally_ids\":[\"%s\",\"%s\"],\"drama_commitment\":4}"
                .formatted(b.id(), nobody));
    JsonArray proposals = offered.object().getAsJsonArray("proposals");
    assertThat(proposals.get(0).getAsJsonObject().get("status").getAsString())
        .isEqualTo("delivered");
    assertThat(proposals.get(1).getAsJsonObject().get("reason").getAsString())
        .contains("nobody knows");
    assertThat(node.direct.get(b.id()))
        .isEqualTo(
            new Content.Alliance(
                "axis", Content.Alliance.Action.PROPOSE, "fun\n\ndrama commitment: 4 of 10"));
  }

  @Test
  void statusOfAnAgentIsToldToAllAndShown() throws Exception {
    Client.Agent a = client.register("a");
    try (Client.Socket socket = client.socket("/api/ws?token=" + a.token())) {
      socket.send("{\"type\":\"ValidatorStatus\",\"status\":\"giddy\",\"message\":\"hi\"}");
      socket.next("OK");
      JsonObject shown = client.get("/api/agents/status/" + a.id()).object();
      assertThat(shown.get("mood").getAsString()).isEqualTo("giddy");
      assertThat(shown.get("connected").getAsBoolean()).isTrue();
    }
    assertThat(node.broadcasts)
        .extracting(payload -> ((Payload.AgentCommunication) payload).content())
        .contains(new Content.Status("giddy", "hi"));
  }

  @Test
  void theFeedOfServerSentEventsTellsWhatHappens() throws Exception {
    Client.Agent agent = client.register("a");
    HttpResponse<Stream<String>> feed =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(node.url() + "/api/events"))
                    .header("Authorization", "Bearer " + agent.token())
                    .build(),
                HttpResponse.BodyHandlers.ofLines());
    assertThat(feed.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    Iterator<String> lines = feed.body().filter(line -> line.startsWith("data: ")).iterator();
    assertThat(lines.next()).contains("WELCOME");
    CompletableFuture<Opinion> opinion = ask(agent.id(), block(3, 0));
    assertThat(lines.next()).contains("BLOCK_PROPOSAL");
    assertThat(lines.next()).contains("VALIDATION_REQUIRED");
    client.post("/api/agents/validate", agent.token(), "{\"block_id\":3,\"approved\":true}");
    assertThat(opinion.get(15, TimeUnit.SECONDS).verdict()).isEqualTo(Verdict.APPROVE);
    assertThat(lines.next()).contains("\"event\":\"vote\"");
    for (EventListener listener : node.listeners()) {
      listener.onEvent(
          Instant.EPOCH, Event.info("chain.consensus.reached", "block 3", Map.of("height", "3")));
    }
    assertThat(lines.next()).contains("CONSENSUS_REACHED").contains("\"height\":\"3\"");
  }

  @Test
  void registeredAgentsAndTheirTokensSurviveARestart() throws Exception {
    Client.Agent agent = client.register("a");
    Path key = folder.resolve("keys").resolve("gateway.key");
    assertThat(Files.getPosixFilePermissions(key))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    node.close();
    begin(Map.of());
    node.agent(agent.id());
    try (Client.Socket socket = client.socket("/api/ws?token=" + agent.token())) {
      socket.next("WELCOME");
    }
    node.close();
    Files.write(key, new byte[32]);
    begin(Map.of());
    assertThat(client.get("/api/agents/status/" + agent.id()).status()).isEqualTo(404);
  }

  @Test
  void aTokenThatIsGivenUpIsVoidAndEndsItsSockets() throws Exception {
    Client.Agent agent = client.register("a");
    Client.Reply renewed = client.post("/api/agents/token", agent.token(), "");
    assertThat(renewed.status()).isEqualTo(200);
    String token = renewed.object().get("token").getAsString();
    assertThat(client.post("/api/agents/token", agent.token(), "").status()).isEqualTo(401);
    try (Client.Socket socket = client.socket("/api/ws?token=" + token)) {
      socket.next("WELCOME");
      assertThat(
              client
                  .call("DELETE", "/api/agents/token", null, "Authorization", "Bearer " + token)
                  .status())
          .isEqualTo(200);
      assertThat(socket.closeCode()).isEqualTo(1008);
    }
    assertThat(client.post("/api/agents/token", token, "").error().get("code").getAsString())
        .isEqualTo("unauthorized");
  }

  @Test
  void whatIsWrongWithARequestIsSaidWithItsPlace() throws Exception {
    Client.Agent agent = client.register("a");
    Client.Reply wrong =
        client.post(
            "/api/agents/validate", agent.token(), "{\"block_id\":[1,\"x\"],\"approved\":1}");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.error().get("pointer").getAsString()).isEqualTo("/block_id");
    Client.Reply type =
        client.post("/api/agents/validate", agent.token(), "{\"block_id\":1,\"approved\":\"yes\"}");
    assertThat(type.error().get("pointer").getAsString()).isEqualTo("/approved");
    assertThat(client.post("/api/agents/validate", agent.token(), "{\"a\":").status())
        .isEqualTo(400);
    assertThat(
            client
                .post("/api/agents/validate", agent.token(), "[".repeat(100))
                .error()
                .get("code")
                .getAsString())
        .isEqualTo("invalid_json");
    Client.Reply large =
        client.post("/api/agents/validate", agent.token(), "\"" + "x".repeat(70_000) + "\"");
    assertThat(large.status()).isEqualTo(413);
    assertThat(large.error().get("key").getAsString()).isEqualTo("agent.gateway.max.body.bytes");
    assertThat(large.error().get("limit").getAsInt()).isEqualTo(65_536);
    assertThat(client.get("/api/agents/validate").status()).isEqualTo(405);
    assertThat(client.get("/api/nothing").status()).isEqualTo(404);
    assertThat(client.call("POST", "/api/agents/validate", "{}").status()).isEqualTo(401);
    assertThat(client.get("/api/ws").status()).isEqualTo(426);
  }

  @Test
  void everyServletIsBehindTheCheckOfHostAndOriginThoseOfPluginsToo() throws Exception {
    node.plugin(
        GatewayNode.jar(
            folder,
            "org.chaoschain.agent.gateway.plugin.PluginActivator",
            "jakarta.servlet,jakarta.servlet.http,org.osgi.framework,org.osgi.service.servlet.context"));
    for (String path : List.of("/plugin", "/own/plugin", "/api/network/status")) {
      node.await(
          path + " is served",
          () -> client.raw(path, "localhost", null).startsWith("HTTP/1.1 200"));
      assertThat(client.raw(path, "evil.example", null)).startsWith("HTTP/1.1 421");
      assertThat(client.raw(path, "127.0.0.1", "https://evil.example")).startsWith("HTTP/1.1 403");
      assertThat(client.raw(path, "127.0.0.1", "null")).startsWith("HTTP/1.1 403");
    }
    assertThat(client.raw("/plugin", "localhost", null)).contains("the plugin's page");
  }

  @Test
  void aPageOfAnAllowedOriginMayCall() throws Exception {
    node.close();
    begin(Map.of("origins", "https://good.example"));
    assertThat(client.raw("/api/network/status", "localhost", "https://good.example"))
        .startsWith("HTTP/1.1 200")
        .contains("Access-Control-Allow-Origin: https://good.example");
  }

  @Test
  void aPortThatIsTakenIsToldAndTheGatewayOpensWhenItIsFree() throws Exception {
    node.close();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      node = new GatewayNode(memory, Map.of("port", taken.getLocalPort()));
      node.await("it is told", () -> !node.events.ofType("gateway.port.unusable").isEmpty());
      Event told = node.events.ofType("gateway.port.unusable").get(0);
      assertThat(told.severity()).isEqualTo(Event.Severity.CRITICAL);
      assertThat(told.message()).contains("agent.gateway.port");
      assertThat(node.section()).doesNotContainKey("url");
    }
    node.open();
    assertThat(new Client(node.url()).get("/api/network/status").status()).isEqualTo(200);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is too much, too fast or too slow is refused by the name of its limit, on real sockets. */
class GatewayLimitsTest {
  @TempDir Path folder;

  private GatewayNode.Memory memory;
  private GatewayNode node;
  private Client client;

  @BeforeEach
  void start() {
    memory = new GatewayNode.Memory(folder);
  }

  private void begin(Map<String, Object> settings) throws Exception {
    node = new GatewayNode(memory, settings).open();
    client = new Client(node.url());
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  @Test
  void whoIsTooFastIsToldSoBeforeAnythingIsRefused() throws Exception {
    begin(Map.of("frames.per.second", 1));
    Client.Agent agent = client.register("a");
    try (Client.Socket socket = client.socket("/api/ws?token=" + agent.token())) {
      socket.next("WELCOME");
      String frame = "{\"type\":\"ValidatorStatus\",\"status\":\"x\"}";
      for (int i = 0; i < 40; i++) {
        socket.send(frame);
      }
      JsonObject slow = socket.next("slow_down");
      assertThat(slow.get("retry_ms").getAsLong()).isPositive();
      assertThat(slow.get("key").getAsString()).isEqualTo("agent.gateway.frames.per.second");
      JsonObject refused = socket.next("ERROR").getAsJsonObject("error");
      assertThat(refused.get("code").getAsString()).isEqualTo("slow_down");
      assertThat(refused.get("limit").getAsInt()).isEqualTo(1);
    }
  }

  @Test
  void limitsOnAgentsRegistrationsAndSocketsNameTheirKeys() throws Exception {
    begin(Map.of("max.agents", 1, "max.sockets", 1, "registrations.per.minute", 60));
    client.register("a");
    JsonObject full = client.call("POST", "/api/agents/register", "{\"name\":\"b\"}").error();
    assertThat(full.get("key").getAsString()).isEqualTo("agent.gateway.max.agents");
    Client.Reply often = client.call("POST", "/api/agents/register", "{\"name\":\"b\"}");
    assertThat(often.status()).isEqualTo(429);
    assertThat(often.error().get("key").getAsString())
        .isEqualTo("agent.gateway.registrations.per.minute");
    assertThat(often.response().headers().firstValue("Retry-After")).isPresent();
    try (Client.Socket one = client.socket("/api/ws")) {
      one.next("WELCOME");
      Client.Reply second = client.get("/api/events");
      assertThat(second.status()).isEqualTo(503);
      assertThat(second.error().get("key").getAsString()).isEqualTo("agent.gateway.max.sockets");
    }
    assertThat(node.metrics.refusals("agent.gateway.max.sockets")).isEqualTo(1);
  }

  @Test
  void aBodyThatDoesNotComeIsNotWaitedForForever() throws Exception {
    begin(Map.of("request.timeout", "300ms"));
    URI at = URI.create(node.url());
    try (java.net.Socket socket = new java.net.Socket(at.getHost(), at.getPort())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              "POST /api/agents/register HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 504")
          .contains("agent.gateway.request.timeout");
    }
  }

  @Test
  void aFrameThatIsTooLargeIsCountedAndEndsTheSocket() throws Exception {
    begin(Map.of("max.frame.bytes", "100"));
    try (Client.Socket socket = client.socket("/api/ws")) {
      socket.next("WELCOME");
      socket.send("\"" + "x".repeat(200) + "\"");
      assertThat(socket.closeCode()).isEqualTo(1009);
    }
    node.await("it is counted", () -> node.metrics.refusals("agent.gateway.max.frame.bytes") == 1);
  }

  @Test
  void aSocketThatAnswersNoPingIsFoundAndCutAndOneThatDoesStays() throws Exception {
    begin(Map.of("ping.interval", "1s"));
    URI at = URI.create(node.url());
    try (Client.Socket living = client.socket("/api/ws");
        java.net.Socket dead = new java.net.Socket(at.getHost(), at.getPort())) {
      living.next("WELCOME");
      dead.setSoTimeout(30_000);
      dead.getOutputStream()
          .write(
              "GET /api/ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(dead.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .startsWith("HTTP/1.1 101")
          .contains("WELCOME");
      assertThat(node.metrics.count("agent.gateway.silent")).isEqualTo(1);
      living.send("{}");
      assertThat(living.next("ERROR").getAsJsonObject("error").get("code").getAsString())
          .isEqualTo("read_only");
    }
  }
}

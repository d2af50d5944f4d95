// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.chaoschain.api.agent.AgentId;

/** An agent's program: the HTTP client and the WebSocket of the JDK. */
final class Client {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(PATIENCE).version(HttpClient.Version.HTTP_1_1).build();

  private final String url;

  Client(String url) {
    this.url = url;
  }

  /** An answer. */
  record Reply(int status, JsonElement body, HttpResponse<String> response) {
    JsonObject object() {
      return body.getAsJsonObject();
    }

    JsonObject error() {
      return object().getAsJsonObject("error");
    }
  }

  /** An agent that was registered. */
  record Agent(AgentId id, String token) {}

  Reply call(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    HttpResponse<String> response =
        HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    boolean json =
        response.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
    return new Reply(
        response.statusCode(),
        json ? JsonParser.parseString(response.body()) : new JsonObject(),
        response);
  }

  Reply get(String path, String... headers) throws IOException, InterruptedException {
    return call("GET", path, null, headers);
  }

  Reply post(String path, String token, String body) throws IOException, InterruptedException {
    return call("POST", path, body, "Authorization", "Bearer " + token);
  }

  Agent register(String name) throws IOException, InterruptedException {
    Reply reply =
        call(
            "POST",
            "/api/agents/register",
            "{\"name\":\"%s\",\"personality\":[\"chaotic\",\"kind\"],\"style\":\"terse\",\"stake_amount\":100,\"unknown\":1}"
                .formatted(name));
    if (reply.status() != 201) {
      throw new AssertionError(reply.status() + " " + reply.body());
    }
    return new Agent(
        AgentId.parse(reply.object().get("agent_id").getAsString()),
        reply.object().get("token").getAsString());
  }

  Reply call(String method, String path, String body) throws IOException, InterruptedException {
    return call(method, path, body, new String[0]);
  }

  /** What is answered to a request that is written by hand; all of it, as text. */
  String raw(String path, String host, String origin) {
    URI at = URI.create(url);
    try (java.net.Socket socket = new java.net.Socket(at.getHost(), at.getPort())) {
      socket.setSoTimeout(20_000);
      String request =
          "GET %s HTTP/1.1\r\nHost: %s:%d\r\n%sConnection: close\r\n\r\n"
              .formatted(
                  path, host, at.getPort(), origin == null ? "" : "Origin: " + origin + "\r\n");
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Opens a socket; a path with a token or without. */
  Socket socket(String path) {
    Socket socket = new Socket();
    socket.webSocket =
        HTTP.newWebSocketBuilder()
            .connectTimeout(PATIENCE)
            .buildAsync(URI.create(url.replaceFirst("^http", "ws") + path), socket)
            .join();
    return socket;
  }

  /** A socket, whose texts are kept until they are asked for. */
  static final class Socket implements WebSocket.Listener, AutoCloseable {
    private final BlockingQueue<JsonObject> told = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private volatile WebSocket webSocket;

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        told.add(JsonParser.parseString(partial.toString()).getAsJsonObject());
        partial.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
      closed.complete(statusCode);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.completeExceptionally(error);
    }

    void send(String text) {
      webSocket.sendText(text, true).join();
    }

    /** The next text of that type; others before it are passed over. */
    JsonObject next(String type) throws InterruptedException {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        JsonObject each = told.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (each == null) {
          throw new AssertionError("no " + type + " within " + PATIENCE);
        }
        if (each.get("type").getAsString().equals(type)) {
          return each;
        }
      }
    }

    int closeCode() throws Exception {
      return closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      webSocket.abort();
    }
  }
}

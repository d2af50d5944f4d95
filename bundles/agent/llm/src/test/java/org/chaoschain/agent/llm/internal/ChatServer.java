// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A server on loopback that speaks the interface, well or badly. */
final class ChatServer implements AutoCloseable {
  /** What it does with a request. */
  interface Behaviour {
    void serve(HttpExchange exchange, String request) throws IOException;
  }

  record Request(String path, Optional<String> authorization, String body) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  final List<Request> requests = new CopyOnWriteArrayList<>();
  volatile Behaviour behaviour = says(Completions.opinion(true, "fine"));

  ChatServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(
                new Request(
                    exchange.getRequestURI().getPath(),
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
                    body));
            behaviour.serve(exchange, body);
          }
        });
    server.start();
  }

  String address() {
    return "http://127.0.0.1:%d/v1/chat/completions".formatted(server.getAddress().getPort());
  }

  /** A completion in which the model writes this. */
  static Behaviour says(String content) {
    return (exchange, request) -> send(exchange, 200, Completions.of(content));
  }

  static Behaviour status(int code, String... headers) {
    return (exchange, request) -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      send(exchange, code, "{\"error\":{\"message\":\"no\"}}");
    };
  }

  /** A body without an end. */
  static Behaviour endless() {
    return (exchange, request) -> {
      exchange.sendResponseHeaders(200, 0);
      byte[] block = new byte[8_192];
      OutputStream out = exchange.getResponseBody();
      while (true) { // until the other side hangs up
        out.write(block);
      }
    };
  }

  /** A byte now and then. */
  Behaviour drip() {
    return (exchange, request) -> {
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      do {
        out.write(' ');
        out.flush();
      } while (!isClosing(20));
    };
  }

  /** Nothing. */
  Behaviour silence() {
    return (exchange, request) -> {
      while (!isClosing(1_000)) {
        // the other side has to end it
      }
    };
  }

  private boolean isClosing(int millis) throws IOException {
    try {
      return closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  static void send(HttpExchange exchange, int code, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.interop;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** A process of another libp2p implementation, driven by JSON lines; see its README. */
final class Peer implements AutoCloseable {
  private static final long ANSWER_DEADLINE_SECONDS = 150;

  private final String library;
  private final Process process;
  private final BufferedWriter commands;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
  private final CompletableFuture<JsonObject> ready = new CompletableFuture<>();

  private Peer(String library, Process process) {
    this.library = library;
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, "peer-" + library);
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a peer and waits until it is ready. */
  static Peer start(String library, String keyType, String... options) throws IOException {
    Path folder = Path.of(System.getProperty("peers.folder"));
    if (!Files.exists(folder.resolve("js/node_modules"))
        || !Files.exists(folder.resolve("go/target/peer"))) {
      throw new IllegalStateException(
          "the peers are not installed; run: sh platform/itests/interop/install.sh");
    }
    List<String> line = new ArrayList<>();
    line.addAll(
        List.of("sh", folder.resolve("peer.sh").toString(), library, "--key-type", keyType));
    line.addAll(List.of(options));
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Peer peer = new Peer(library, process);
    JsonObject event = peer.await(peer.ready, "ready");
    if (!event.get("event").getAsString().equals("ready")) {
      peer.close();
      throw new IllegalStateException(library + " is not ready: " + event);
    }
    return peer;
  }

  /** The peer's id. */
  String id() {
    return ready.join().get("peerId").getAsString();
  }

  /** The versions of the libraries under test, by their names. */
  SortedMap<String, String> versions() {
    SortedMap<String, String> versions = new TreeMap<>();
    ready
        .join()
        .get("versions")
        .getAsJsonObject()
        .entrySet()
        .forEach(e -> versions.put(e.getKey(), e.getValue().getAsString()));
    return versions;
  }

  /** Where the peer listens, with its id. */
  String address() {
    return ready.join().get("addrs").getAsJsonArray().get(0).getAsString();
  }

  /** Runs a command to its end; fails with what the peer says if it is not ok. */
  JsonObject run(String command, Object... fields) {
    return await(start(command, fields), command);
  }

  /** Starts a command. */
  CompletableFuture<JsonObject> start(String command, Object... fields) {
    long id = ids.incrementAndGet();
    JsonObject request = new JsonObject();
    request.addProperty("id", id);
    request.addProperty("cmd", command);
    for (int i = 0; i < fields.length; i += 2) {
      String name = (String) fields[i];
      if (fields[i + 1] instanceof Number n) {
        request.addProperty(name, n);
      } else if (fields[i + 1] instanceof Boolean b) {
        request.addProperty(name, b);
      } else {
        request.addProperty(name, fields[i + 1].toString());
      }
    }
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    answers.put(id, answer);
    try {
      synchronized (commands) {
        commands.write(request + "\n");
        commands.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(library + " takes no command", e);
    }
    return answer.thenApply(
        object -> {
          if (!object.get("ok").getAsBoolean()) {
            throw new AssertionError(library + " " + command + ": " + object.get("error"));
          }
          return object;
        });
  }

  private <T> T await(CompletableFuture<T> answer, String what) {
    try {
      return answer.get(ANSWER_DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AssertionError failed) {
        throw failed;
      }
      throw new AssertionError(library + " " + what, e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError(library + " did not answer " + what, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        JsonObject object = JsonParser.parseString(line).getAsJsonObject();
        if (object.has("event")) {
          ready.complete(object);
        } else {
          answers.remove(object.get("id").getAsLong()).complete(object);
        }
      }
    } catch (IOException e) {
      // the process has ended; whoever waits is told below
    }
    AssertionError gone = new AssertionError(library + " has ended");
    ready.completeExceptionally(gone);
    answers.values().forEach(answer -> answer.completeExceptionally(gone));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return library;
  }
}

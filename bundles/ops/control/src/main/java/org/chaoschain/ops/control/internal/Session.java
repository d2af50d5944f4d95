// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.control.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.ToNumberPolicy;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: it sends {@code {"id":…,"command":…,"arguments":{…}}}, one line each, and gets for
 * each any number of {@code {"id":…,"item":{…}}} and one {@code {"id":…,"end":true}} or {@code
 * {"id":…,"error":{"code":…,"message":…}}}.
 */
final class Session {
  /** Runs a command. */
  interface Commands {
    void run(ControlRequest request, ControlReply reply) throws ControlException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final Type OBJECT = new TypeToken<Map<String, Object>>() {}.getType();
  private static final Gson GSON =
      new GsonBuilder()
          .serializeNulls()
          .disableHtmlEscaping()
          .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
          .create();

  private final SocketChannel channel;
  private final Commands commands;
  private final Scheduler scheduler;
  private final Executor workers;
  private final Limit maxLine;
  private final Limit maxRunning;
  private final Duration writeTimeout;
  private final CountDownLatch closed = new CountDownLatch(1);
  private int running;

  Session(
      SocketChannel channel,
      Commands commands,
      Scheduler scheduler,
      Limit maxLine,
      Limit maxRunning,
      Duration writeTimeout) {
    this.channel = channel;
    this.commands = commands;
    this.scheduler = scheduler;
    this.workers = scheduler.workers();
    this.maxLine = maxLine;
    this.maxRunning = maxRunning;
    this.writeTimeout = writeTimeout;
  }

  /** Reads requests until the client goes. Blocks. */
  void serve() {
    try {
      LineReader lines = new LineReader(channel, maxLine);
      String line;
      while ((line = lines.next()) != null) {
        if (!line.isBlank()) {
          request(line);
        }
      }
    } catch (LimitExceededException e) {
      sendError(null, "usage", e.getMessage());
    } catch (ClosedChannelException e) {
      LOG.debug("A control client was closed");
    } catch (IOException e) {
      LOG.debug("A control client has gone: {}", e.getMessage());
    } finally {
      close();
    }
  }

  void close() {
    closed.countDown();
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("A control client's socket failed to close: {}", e.getMessage());
    }
  }

  private void request(String line) {
    JsonElement id = null;
    ControlRequest request;
    try {
      JsonObject object = JsonParser.parseString(line).getAsJsonObject();
      id = object.get("id");
      JsonElement arguments = object.get("arguments");
      request =
          new ControlRequest(
              object.get("command").getAsString(),
              arguments == null ? Map.of() : GSON.fromJson(arguments, OBJECT));
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | NullPointerException e) {
      sendError(
          id,
          "usage",
          "not a request; it must be one JSON object a line, {\"id\":1,\"command\":\"status\",\"arguments\":{}}");
      return;
    }
    start(id, request);
  }

  private void start(JsonElement id, ControlRequest request) {
    synchronized (this) {
      if (!maxRunning.allows(running + 1L)) {
        sendError(id, "refused", maxRunning.refuse("control client", running + 1L).getMessage());
        return;
      }
      running++;
    }
    try {
      workers.execute(
          () -> {
            try {
              run(id, request);
            } finally {
              ended();
            }
          });
    } catch (RejectedExecutionException e) {
      ended();
      sendError(id, "unavailable", "all workers of the node are busy: " + e.getMessage());
    }
  }

  private synchronized void ended() {
    running--;
  }

  private void run(JsonElement id, ControlRequest request) {
    try {
      commands.run(request, new Reply(id));
      Map<String, Object> end = new LinkedHashMap<>();
      end.put("id", id);
      end.put("end", true);
      send(end);
    } catch (ControlException e) {
      sendError(id, e.code(), e.getMessage());
    } catch (RuntimeException | Error e) {
      LOG.warn("The control command {} failed", request.command(), e);
      sendError(id, "failed", request.command() + " failed: " + e);
    }
  }

  private void sendError(JsonElement id, String code, String message) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("id", id);
    error.put("error", Map.of("code", code, "message", message));
    try {
      send(error);
    } catch (ControlException e) {
      LOG.debug("A control client has gone before its answer: {}", message);
    }
  }

  private void send(Map<String, Object> object) throws ControlException {
    ByteBuffer line =
        ByteBuffer.wrap((GSON.toJson(object) + "\n").getBytes(StandardCharsets.UTF_8));
    synchronized (channel) {
      Cancellable deadline = scheduler.schedule(writeTimeout, this::close);
      try {
        while (line.hasRemaining()) {
          channel.write(line);
        }
      } catch (IOException e) {
        close();
        throw new ControlException("closed", "the client has gone");
      } finally {
        deadline.cancel();
      }
    }
  }

  private final class Reply implements ControlReply {
    private final JsonElement id;

    Reply(JsonElement id) {
      this.id = id;
    }

    @Override
    public void item(Map<String, ?> object) throws ControlException {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("id", id);
      item.put("item", object);
      send(item);
    }

    @Override
    public boolean closed() {
      return closed.getCount() == 0;
    }

    @Override
    public boolean awaitClosed(Duration atMost) {
      try {
        return closed.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return true;
      }
    }
  }
}

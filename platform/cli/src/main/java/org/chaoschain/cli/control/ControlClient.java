// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Json;

/**
 * A connection with a running node's control channel: {@code {"id":…,"command":…,"arguments":{…}}},
 * one line each, answered by items and an end or an error. Several requests may be under way at
 * once. Safe for use by many threads.
 */
public final class ControlClient implements AutoCloseable {
  private static final int MAX_LINE = 16 << 20;

  private final SocketChannel channel;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, Call> calls = new ConcurrentHashMap<>();
  private volatile CliException ended;

  private ControlClient(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Connects.
   *
   * @param data the node's data directory
   * @throws CliException with {@link ExitCode#NO_NODE} if no node answers there
   */
  public static ControlClient connect(Path data) {
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(socket(data)));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
      ControlClient client = new ControlClient(channel);
      Thread reader = new Thread(client::read, "chaos-control");
      reader.setDaemon(true);
      reader.start();
      return client;
    } catch (IOException | IllegalArgumentException e) {
      throw noNode(data);
    }
  }

  /** Whether a node answers there. */
  public static boolean answers(Path data) {
    try (ControlClient client = connect(data)) {
      return client.channel.isConnected();
    } catch (CliException e) {
      return false;
    }
  }

  /** How {@link #connect} ends if no node answers. */
  public static CliException noNode(Path data) {
    return new CliException(
        ExitCode.NO_NODE,
        "no node runs on the data directory " + data,
        "start one with 'chaos run', or name its data directory with --data DIR or CHAOS_DATA");
  }

  private static Path socket(Path data) throws IOException {
    Path run = data.resolve("run");
    try {
      return Path.of(Files.readString(run.resolve("control.path")).strip());
    } catch (NoSuchFileException e) {
      return run.resolve("control.sock");
    }
  }

  /**
   * Sends a request.
   *
   * @param onItem gets each item, on the connection's thread
   * @return completes at the end; fails with {@link CliException}
   */
  public CompletableFuture<Void> start(
      String command, Map<String, ?> arguments, Consumer<Map<String, Object>> onItem) {
    long id = ids.incrementAndGet();
    Call call = new Call(onItem, new CompletableFuture<>());
    calls.put(id, call);
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("id", id);
    request.put("command", command);
    request.put("arguments", arguments);
    try {
      write(Json.write(request) + "\n");
    } catch (IOException e) {
      end();
    }
    if (ended != null) {
      calls.remove(id);
      call.done.completeExceptionally(ended);
    }
    return call.done;
  }

  /**
   * Sends a request and waits for its end, handing on each item as it comes.
   *
   * @throws CliException if the node answers with an error, goes, or the time is over
   */
  public void call(
      String command,
      Map<String, ?> arguments,
      Duration patience,
      Consumer<Map<String, Object>> onItem) {
    try {
      start(command, arguments, onItem).get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CliException cause ? cause : new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new CliException(
          ExitCode.DEADLINE,
          "the node did not finish '%s' within %s s".formatted(command, patience.toSeconds()),
          "look at its log, or give more time with --timeout");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.FAILED, "'" + command + "' was interrupted", "");
    }
  }

  /** Sends a request and returns all its items. */
  public List<Map<String, Object>> items(
      String command, Map<String, ?> arguments, Duration patience) {
    List<Map<String, Object>> items = new ArrayList<>();
    call(command, arguments, patience, items::add);
    return items;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // it is of no use any more either way
    }
  }

  private void write(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    synchronized (channel) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  private void read() {
    ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      while (channel.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          byte b = buffer.get();
          if (b == '\n') {
            answer(line.toString(StandardCharsets.UTF_8));
            line.reset();
          } else if (line.size() == MAX_LINE) {
            throw new IOException("a line of more than " + MAX_LINE + " bytes");
          } else {
            line.write(b);
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      // the calls under way end, and say that the node has gone
    } finally {
      end();
      close();
    }
  }

  private void answer(String line) {
    Map<String, Object> answer = Json.read(line);
    Call call = answer.get("id") instanceof Number id ? calls.get(id.longValue()) : null;
    if (call == null) {
      return;
    }
    if (answer.get("item") instanceof Map<?, ?> item) {
      Map<String, Object> named = new LinkedHashMap<>();
      item.forEach((key, value) -> named.put(String.valueOf(key), value));
      call.onItem.accept(named);
      return;
    }
    calls.values().remove(call);
    if (answer.get("error") instanceof Map<?, ?> error) {
      String message = String.valueOf(error.get("message"));
      ExitCode code = ExitCode.ofControl(String.valueOf(error.get("code")));
      call.done.completeExceptionally(new CliException(code, message, ""));
    } else {
      call.done.complete(null);
    }
  }

  private void end() {
    if (ended == null) {
      ended =
          new CliException(
              ExitCode.FAILED,
              "the node closed the connection before it answered",
              "it may have stopped; 'chaos status' tells");
    }
    for (Long id : List.copyOf(calls.keySet())) {
      Call call = calls.remove(id);
      if (call != null) {
        call.done.completeExceptionally(ended);
      }
    }
  }

  private record Call(Consumer<Map<String, Object>> onItem, CompletableFuture<Void> done) {}
}

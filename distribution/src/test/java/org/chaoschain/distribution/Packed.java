// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.distribution;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The packed node in {@code target/chaos}, called as a user calls it. */
final class Packed {
  static final Path HOME = Path.of("target", "chaos").toAbsolutePath();
  private static final int PATIENCE_S = 120;

  private Packed() {}

  /** One call that has ended. */
  record Call(int code, String out, String err) {
    JsonObject json() {
      return JsonParser.parseString(out).getAsJsonObject();
    }
  }

  /** Calls the command and waits for its end. */
  static Call chaos(Object... arguments) throws IOException, InterruptedException {
    return chaos(HOME, Map.of(), arguments);
  }

  static Call chaos(Path home, Map<String, String> environment, Object... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = builder(home, arguments);
    builder.environment().putAll(environment);
    Process process = builder.start();
    CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> err(process));
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("chaos " + List.of(arguments) + " has not ended");
    }
    return new Call(process.exitValue(), out, err.join());
  }

  /** Starts a process that is expected to print a ready line. */
  static Running run(Path log, Object... arguments)
      throws IOException, InterruptedException, ExecutionException {
    return run(log, builder(HOME, arguments));
  }

  /** Starts a process that is expected to print a ready line. */
  static Running run(Path log, ProcessBuilder builder)
      throws IOException, InterruptedException, ExecutionException {
    builder.redirectError(log.toFile());
    Process process = builder.start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    try {
      String ready =
          CompletableFuture.supplyAsync(() -> line(out)).get(PATIENCE_S, TimeUnit.SECONDS);
      if (ready == null) {
        throw new AssertionError("the node ended before it was ready: " + Files.readString(log));
      }
      return new Running(process, JsonParser.parseString(ready).getAsJsonObject());
    } catch (TimeoutException e) {
      process.destroyForcibly();
      throw new AssertionError("the node was not ready in time: " + Files.readString(log), e);
    }
  }

  /**
   * A node that is ready.
   *
   * @param ready what it said of itself
   */
  record Running(Process process, JsonObject ready) implements AutoCloseable {
    /** Waits for the end of the process. */
    int awaitEnd() throws InterruptedException {
      if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
        throw new AssertionError("the node has not ended");
      }
      return process.exitValue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  /** Something that becomes true, judged by calling the node. */
  interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  /** Asks again until it holds; each question is a call of its own and takes its time. */
  static void until(Condition condition) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (!condition.holds()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("it has not become true in " + PATIENCE_S + " s");
      }
    }
  }

  static ProcessBuilder builder(Path home, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve("chaos").toString());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("CHAOS_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  private static String line(BufferedReader reader) {
    try {
      return reader.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String err(Process process) {
    try {
      return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

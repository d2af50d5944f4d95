// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Json;

/**
 * A node in a process of its own, {@code bin/chaos run}, that ends with the process that started
 * it. Variables of the environment that would set keys are not handed on.
 */
public final class NodeProcess implements AutoCloseable {
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(12);
  private static final int LOG_LINES = 15;

  private final String name;
  private final Path data;
  private final Path errors;
  private final Process process;
  private final CompletableFuture<Map<String, Object>> ready = new CompletableFuture<>();

  private NodeProcess(String name, Path data, Path errors, Process process) {
    this.name = name;
    this.data = data;
    this.errors = errors;
    this.process = process;
  }

  /**
   * Starts the process; it is not ready yet.
   *
   * @param home the installation
   * @param name for messages
   * @param errors the file that takes its error stream
   * @param arguments of {@code chaos run}, after the data directory
   */
  public static NodeProcess start(
      Path home, String name, Path data, Path errors, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", home.resolve("bin").resolve("chaos").toString(), "run", "--json"));
    command.addAll(List.of("--data", data.toString(), "--quiet", "--stop-with-input"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(NodeProcess::isSetting);
    builder.redirectError(errors.toFile());
    NodeProcess node = new NodeProcess(name, data, errors, builder.start());
    Thread reader = new Thread(node::readOutput, "output of " + name);
    reader.setDaemon(true);
    reader.start();
    return node;
  }

  /** A variable that would set a key of the node. */
  private static boolean isSetting(String variable) {
    return variable.startsWith("CHAOS_") && !variable.equals("CHAOS_JAVA_OPTS");
  }

  /**
   * Waits until it is ready.
   *
   * @param remedy what to do if it takes longer
   * @return what it says of itself
   * @throws CliException if it ends before, or takes longer; with the last lines of its log
   */
  public Map<String, Object> awaitReady(Duration patience, String remedy)
      throws InterruptedException {
    try {
      return ready.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new CliException(ExitCode.NOT_STARTED, e.getCause().getMessage(), "");
    } catch (TimeoutException e) {
      throw new CliException(
          ExitCode.DEADLINE,
          "%s was not ready within %d s%n%s".formatted(name, patience.toSeconds(), lastLines()),
          remedy);
    }
  }

  /** The number of the process. */
  public long pid() {
    return process.pid();
  }

  /** Whether it has not ended. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Asks the process to stop; {@link #close} waits for it. */
  public void stop() {
    process.destroy();
  }

  /** Ends the process at once. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Stops it and waits; after a while it is ended. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void readOutput() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        if (!ready.isDone()) {
          ready.complete(Json.read(line));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      ready.completeExceptionally(
          new IllegalStateException("%s said no word of sense: %s".formatted(name, e)));
    } finally {
      ready.completeExceptionally(
          new IllegalStateException(
              "%s ended before it was ready%n%s".formatted(name, lastLines())));
    }
  }

  /** The end of its error stream and of its log, for people. */
  public String lastLines() {
    StringBuilder text = new StringBuilder();
    for (Path file : List.of(errors, data.resolve("logs").resolve("node.log"))) {
      try {
        List<String> lines = Files.readAllLines(file);
        lines
            .subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
            .forEach(line -> text.append("  | ").append(line).append(System.lineSeparator()));
      } catch (IOException e) {
        // there is nothing to show then
      }
    }
    return text.toString().stripTrailing();
  }
}

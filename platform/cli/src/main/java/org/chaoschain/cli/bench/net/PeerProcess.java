// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.net;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Json;

/**
 * One side of a benchmark, in a process of its own, which is driven by lines of JSON over standard
 * input and output, one question at a time. It ends with this process. For one thread.
 */
public final class PeerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(5);
  private static final String END = "";

  private final String library;
  private final Process process;
  private final BufferedWriter input;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Thread hook;
  private long asked;

  private PeerProcess(String library, Process process) {
    this.library = library;
    this.process = process;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
    this.hook = new Thread(process::destroyForcibly, "bench-cleanup");
    Runtime.getRuntime().addShutdownHook(hook);
    Thread reader = new Thread(this::read, "bench-" + library);
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a process and waits until it is ready. */
  public static PeerProcess start(Contender contender) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(contender.command());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    PeerProcess peer = new PeerProcess(contender.library(), builder.start());
    try {
      Map<String, Object> ready = peer.next(START, "start");
      if (!"ready".equals(ready.get("event"))) {
        throw peer.failed("start", String.valueOf(ready));
      }
      return peer;
    } catch (RuntimeException | InterruptedException e) {
      peer.close();
      throw e;
    }
  }

  /** Asks and waits for the answer. */
  public Map<String, Object> ask(String command, Map<String, ?> fields, Duration patience)
      throws IOException, InterruptedException {
    Map<String, Object> question = new LinkedHashMap<>();
    asked++;
    question.put("id", asked);
    question.put("cmd", command);
    question.putAll(fields);
    input.write(Json.write(question) + "\n");
    input.flush();
    Map<String, Object> answer = next(patience, command);
    while (answer.containsKey("event")) {
      answer = next(patience, command);
    }
    if (!Boolean.TRUE.equals(answer.get("ok"))) {
      throw failed(command, String.valueOf(answer.get("error")));
    }
    return answer;
  }

  private Map<String, Object> next(Duration patience, String command) throws InterruptedException {
    String line = lines.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    if (line == null) {
      throw new CliException(
          ExitCode.DEADLINE,
          "%s has not answered '%s' within %d s".formatted(library, command, patience.toSeconds()),
          "");
    }
    if (line.equals(END)) {
      throw failed(command, "the process has ended");
    }
    return Json.read(line);
  }

  private CliException failed(String command, String reason) {
    return new CliException(ExitCode.FAILED, library + ": " + command + ": " + reason, "");
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = reader.readLine()) != null) {
        if (line.startsWith("{")) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      // the process has ended; whoever waits is told below
    }
    lines.add(END);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toNanos(), TimeUnit.NANOSECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // this process is ending: the hook has done it
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/**
 * A Java process of this class path that reads orders and answers each with a line that begins with
 * {@code ok}; it ends when its input does.
 */
final class LineProcess implements AutoCloseable {
  private static final String ANSWER = "ok";
  private static final Path IDLE = Path.of("/usr/bin/chrt");
  private static final int PATIENCE_S = 90;

  private final String name;
  private final Process process;
  private final BufferedReader out;
  private final BufferedWriter in;
  private final File log;

  /** What the process answered when it was ready. */
  final String ready;

  /**
   * Starts it and waits until it is ready.
   *
   * @param idle whether it runs only when nobody else wants to, where the system knows that
   */
  LineProcess(Class<?> main, boolean idle, List<String> options, String... arguments)
      throws Exception {
    this.name = main.getSimpleName();
    this.log = File.createTempFile(name, ".log");
    List<String> command = new ArrayList<>();
    if (idle && Files.isExecutable(IDLE)) {
      command.addAll(List.of(IDLE.toString(), "--idle", "0"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).redirectError(log).start();
    out = process.inputReader(StandardCharsets.UTF_8);
    in = process.outputWriter(StandardCharsets.UTF_8);
    ready = answer();
  }

  /** Gives an order and waits for the answer, without its {@code ok}. */
  String say(String order) throws Exception {
    in.write(order + "\n");
    in.flush();
    return answer();
  }

  private String answer() throws Exception {
    String line = CompletableFuture.supplyAsync(this::line).get(PATIENCE_S, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError(name + " has ended: " + Files.readString(log.toPath()));
    }
    return line.substring(ANSWER.length()).strip();
  }

  /** The next line that is an answer; others are log. */
  private String line() {
    try {
      String line;
      do {
        line = out.readLine();
      } while (line != null && !line.startsWith(ANSWER + " "));
      return line;
    } catch (IOException e) {
      return null;
    }
  }

  /** A process logs as a node does, and no more. */
  static void quietLog() {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
  }

  /** The other side: answers each line of the input until it ends, and ends the process. */
  static void serve(String ready, UnaryOperator<String> orders) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println(ANSWER + " " + ready);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(ANSWER + " " + orders.apply(line));
    }
    Runtime.getRuntime().halt(0);
  }

  @Override
  public void close() throws IOException {
    in.close();
    process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
    process.destroyForcibly();
    Files.deleteIfExists(log.toPath());
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import com.google.gson.Gson;
import com.google.gson.JsonSyntaxException;
import com.google.gson.reflect.TypeToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The packed node as its users have it: {@code bin/chaos run} in a process of its own, with a data
 * directory of its own, asked by {@code bin/chaos}. For tests that want to see a plugin's file in a
 * real node, without looking inside.
 *
 * <p>The node ends when it is closed, and also when this process ends without closing it. It
 * listens on a free port of loopback. Not safe for use by several threads.
 */
public final class ChaosProcess implements AutoCloseable {
  /** The system property with the folder of the packed node. */
  public static final String HOME_PROPERTY = "chaos.home";

  private static final String POLICY = "extension.plugins.policy";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 100;
  private static final Gson GSON = new Gson();
  private static final TypeToken<Map<String, Object>> OBJECT = new TypeToken<>() {};

  private final Path home;
  private final Path data;
  private final Process process;
  private final Map<String, Object> ready;

  /** A command failed. The message has its words. */
  public static final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    CommandException(int exitCode, String message) {
      super(message);
      this.exitCode = exitCode;
    }

    /** The command's exit code. */
    public int exitCode() {
      return exitCode;
    }
  }

  private ChaosProcess(Path home, Path data, Process process, Map<String, Object> ready) {
    this.home = home;
    this.data = data;
    this.process = process;
    this.ready = ready;
  }

  /**
   * The folder of the packed node, from the system property {@value #HOME_PROPERTY}.
   *
   * @throws IllegalStateException if it is not set, or no packed node is there
   */
  public static Path home() {
    String text = System.getProperty(HOME_PROPERTY, "");
    Path home = Path.of(text).toAbsolutePath().normalize();
    if (text.isEmpty() || !Files.isRegularFile(command(home))) {
      throw new IllegalStateException(
          "%s is '%s', where no packed node is: it must be a folder with bin/chaos; run Maven with -D%s=/path/to/chaos"
              .formatted(HOME_PROPERTY, text, HOME_PROPERTY));
    }
    return home;
  }

  /** Starts the packed node of {@link #home()}; see {@link #start(Path, Map)}. */
  public static ChaosProcess start(Map<String, String> settings) {
    return start(home(), settings);
  }

  /**
   * Starts a node and waits until it is ready.
   *
   * @param home the folder of the packed node
   * @param settings configuration keys and their values, as with {@code chaos run --set}; without
   *     {@code extension.plugins.policy} it is {@code any}, so that plugins need no signature
   * @throws IllegalStateException if it does not start, with what it said
   */
  public static ChaosProcess start(Path home, Map<String, String> settings) {
    try {
      Path data = Files.createTempDirectory("chaos");
      Path log = data.resolve("process.err");
      List<String> words = new ArrayList<>(List.of("run", "--json", "--init", "--quiet"));
      words.addAll(List.of("--stop-with-input", "--data", data.resolve("node").toString()));
      words.addAll(List.of("--listen", "/ip4/127.0.0.1/tcp/0"));
      if (!settings.containsKey(POLICY)) {
        words.addAll(List.of("--set", POLICY + "=any"));
      }
      settings.forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
      Process process = builder(home, words).redirectError(log.toFile()).start();
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = firstLine(out, process, log);
      return new ChaosProcess(home, data, process, GSON.fromJson(line, OBJECT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String firstLine(BufferedReader out, Process process, Path log)
      throws IOException {
    CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> read(out));
    String said = null;
    try {
      said = line.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      said = null;
    }
    if (said == null) {
      process.destroyForcibly();
      throw new IllegalStateException(
          "the node was not ready within %s: %s".formatted(PATIENCE, Files.readString(log)));
    }
    return said;
  }

  private static String read(BufferedReader reader) {
    try {
      return reader.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where others can dial it, its peer id included. */
  public String address() {
    if (ready.get("addresses") instanceof List<?> list && !list.isEmpty()) {
      return String.valueOf(list.get(0));
    }
    throw new IllegalStateException("the node has told no address: " + ready);
  }

  /** The node's data directory. */
  public Path data() {
    return data.resolve("node");
  }

  /**
   * Runs {@code bin/chaos} with these words, {@code --json} and this node's data directory.
   *
   * @return what it printed, an object for each line
   * @throws CommandException if it fails
   */
  public List<Map<String, Object>> chaos(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--json", "--data", data().toString()));
    Path out = data.resolve("command.out");
    Path err = data.resolve("command.err");
    try {
      Process command =
          builder(home, all).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      if (!command.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        command.destroyForcibly();
        throw new CommandException(-1, "chaos %s did not end within %s".formatted(all, PATIENCE));
      }
      if (command.exitValue() != 0) {
        throw new CommandException(
            command.exitValue(),
            "chaos %s: %s%s"
                .formatted(String.join(" ", words), Files.readString(err), Files.readString(out)));
      }
      return Files.readAllLines(out).stream()
          .filter(line -> !line.isBlank())
          .map(line -> object(line))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(-1, "interrupted while chaos ran " + all);
    }
  }

  private static Map<String, Object> object(String line) {
    try {
      return GSON.fromJson(line, OBJECT);
    } catch (JsonSyntaxException e) {
      throw new CommandException(0, "no JSON object: " + line);
    }
  }

  /**
   * Installs a plugin, as {@code chaos plugin install} does.
   *
   * @throws CommandException if the node refuses it
   */
  public void install(Path file) {
    chaos("plugin", "install", file.toString());
  }

  /**
   * The id of an agent that the node hosts.
   *
   * @throws AssertionError if it hosts none of that name within a minute
   */
  public String agent(String name) {
    return String.valueOf(
        await("agent " + name + " is hosted", agent -> name.equals(agent.get("name")), "agents")
            .get("id"));
  }

  /**
   * Asks again and again until an answer is as wanted.
   *
   * @param what is waited for, for people
   * @param wanted one of the objects that the command prints
   * @return that object
   * @throws AssertionError if none is within a minute; it has the last answer
   */
  public Map<String, Object> await(
      String what, Predicate<Map<String, Object>> wanted, String... words) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<Map<String, Object>> last = List.of();
    do {
      last = chaos(words);
      for (Map<String, Object> each : last) {
        if (wanted.test(each)) {
          return each;
        }
      }
      rest();
    } while (System.nanoTime() < end && process.isAlive());
    throw new AssertionError(
        "not within %s: %s; 'chaos %s' answered %s"
            .formatted(PATIENCE, what, String.join(" ", words), last));
  }

  private static void rest() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path command(Path home) {
    return home.resolve("bin").resolve("chaos");
  }

  private static ProcessBuilder builder(Path home, List<String> words) {
    List<String> all = new ArrayList<>(List.of("sh", command(home).toString()));
    all.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(all);
    builder.environment().keySet().removeIf(name -> name.startsWith("CHAOS_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  /** Stops the node and deletes its data directory. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      try (Stream<Path> files = Files.walk(data)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(each);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Streams that one node holds to the plugin {@link SampleJar#echo} of another one, counted. */
final class Calls {
  private final LiveNode from;
  private final LiveNode to;
  private final int lines;

  private Calls(LiveNode from, LiveNode to, int lines) {
    this.from = from;
    this.to = to;
    this.lines = lines;
  }

  /** Begins to call; the caller is deployed from a file in this folder. */
  static Calls start(LiveNode from, LiveNode to, int lines, Path folder) throws Exception {
    install(from, write(folder, "caller.jar", SampleJar.caller()));
    Calls calls = new Calls(from, to, lines);
    String address = String.valueOf(to.addresses().get(0));
    calls.ask(Map.of("do", "start", "address", address, "lines", "" + lines));
    calls.awaitAllOpen();
    return calls;
  }

  static Path write(Path folder, String name, byte[] jar) throws IOException {
    return Files.write(folder.resolve(name), jar);
  }

  static void install(LiveNode node, Path file) throws Exception {
    // tests that swap to and fro go back to older versions
    node.ask("plugin.install", Map.of("file", file.toString(), "force", true));
  }

  void awaitAllOpen() throws Exception {
    await("all streams are open", () -> number("open") == lines);
  }

  /** Lets a number of further messages come back. */
  void awaitAnswers(int more) throws Exception {
    long enough = number("answered") + more;
    await(more + " more answers", () -> number("answered") >= enough);
  }

  private void await(String what, java.util.concurrent.Callable<Boolean> condition)
      throws Exception {
    Await.until(
        what,
        condition,
        () -> {
          try {
            return now() + "; plugins " + to.ask("plugin.list", Map.of());
          } catch (Exception e) {
            return e;
          }
        });
  }

  /** Calls no more; returns the counts when all streams have ended. */
  Map<String, ?> stop() throws Exception {
    ask(Map.of("do", "stop"));
    await("all streams have ended", () -> number("open") == 0);
    return now();
  }

  Map<String, ?> now() throws Exception {
    return ask(Map.of("do", "tell"));
  }

  long number(String name) throws Exception {
    return number(now(), name);
  }

  static long number(Map<String, ?> counts, String name) {
    return ((Number) counts.get(name)).longValue();
  }

  private Map<String, ?> ask(Map<String, Object> arguments) throws Exception {
    List<Map<String, ?>> answer = from.ask("echo.call", arguments);
    return answer.get(0);
  }
}

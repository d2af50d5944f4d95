// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.chaoschain.cli.demo.Demo;
import org.chaoschain.cli.demo.DemoOptions;
import org.chaoschain.cli.demo.Result;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chaos demo}. */
@Command(
    name = "demo",
    description = {
      "Lets agents on several real nodes act out a conversation, and deploys a plugin meanwhile.",
      "Each node is a process of its own on this machine, and they know one address; agents talk over TCP, Noise and Yamux. In the middle of it a plugin is deployed on every node: before that ascii memes appear by their fallback text, after it they are drawn.",
      "Ends with 0 only if no message was lost and the plugin took over. It leaves nothing behind.",
      "",
      "A conversation has one JSON object a line:",
      "  {\"from\":\"ada\",\"to\":\"bob\",\"type\":\"discussion\",\"content\":{\"topic\":\"tea\",\"text\":\"now?\"}}",
      "Without \"to\" it is for all. Types and fields are those of 'chaos send'."
    },
    footer = {
      "  chaos demo",
      "  chaos demo --json | jq .latency_ms",
      "  chaos demo --script my-conversation.jsonl --pace 200"
    })
final class DemoCommand extends ChaosCommand {
  @Option(
      names = "--script",
      paramLabel = "FILE",
      description = "The conversation; one is shipped: etc/demo/conversation.jsonl.")
  private Path script;

  @Option(
      names = "--plugin",
      paramLabel = "FILE",
      description = "The plugin; one is shipped: plugins-available/ascii-meme.jar.")
  private Path plugin;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "4",
      description = "How many, 2 to 16 (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--pace",
      paramLabel = "MS",
      defaultValue = "50",
      description = "Milliseconds from one line to the next (default: ${DEFAULT-VALUE}).")
  private int pace;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "For all of it (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(names = "--keep", description = "Keeps the nodes' data directories, and tells where.")
  private boolean keep;

  @Override
  ExitCode execute() throws InterruptedException {
    Map<String, String> environment = root().shell().environment();
    requireRange("--nodes", nodes, 2, 16);
    requireRange("--pace", pace, 0, 60_000);
    requireRange("--deadline", seconds, 1, 86_400);
    Path home = Installation.home(environment);
    DemoOptions options =
        new DemoOptions(
            home,
            script == null ? home.resolve("etc/demo/conversation.jsonl") : script,
            requirePlugin(home),
            nodes,
            Duration.ofMillis(pace),
            Duration.ofSeconds(seconds),
            keep);
    boolean json = output().json();
    PrintStream stream = json ? root().shell().err() : root().shell().out();
    Result result = Demo.play(options, stream, terminal(json), columns());
    if (json) {
      output().result(result.toJson(), "");
      if (!result.good()) {
        result.lines().forEach(stream::println);
      }
    } else {
      result.lines().forEach(output()::text);
    }
    return result.good() ? ExitCode.OK : ExitCode.FAILED;
  }

  private Path requirePlugin(Path home) {
    Path file =
        (plugin == null ? home.resolve("plugins-available/ascii-meme.jar") : plugin)
            .toAbsolutePath();
    if (!Files.isRegularFile(file)) {
      throw new CliException(
          ExitCode.NOT_FOUND, "there is no plugin " + file, "name another one with --plugin FILE");
    }
    return file;
  }

  /** Whether the stream is a terminal; the start script knows. */
  private static boolean terminal(boolean json) {
    return Boolean.getBoolean(json ? "chaos.terminal.err" : "chaos.terminal.out");
  }

  private static int columns() {
    return Integer.getInteger("chaos.terminal.columns", 100);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chaos broadcast}. */
@Command(
    name = "broadcast",
    description = "Sends a message from an agent of the running node to everybody.",
    footer = {
      "  chaos broadcast \"good morning, chaos\"",
      "  chaos broadcast --from bob --type status -F mood=curious \"reading the log\"",
      "  chaos broadcast --type extension -F extension=ascii-meme -F body=@cat.txt -F fallback=\"a cat\""
    })
final class BroadcastCommand extends ChaosCommand {
  @Option(
      names = "--from",
      paramLabel = "AGENT",
      description = "The agent that speaks, by name or id; needed if the node hosts several.")
  private String from;

  @Parameters(index = "0", arity = "0..1", paramLabel = "TEXT", description = "What is said.")
  private String text;

  @Mixin private ContentOptions content;

  @Override
  ExitCode execute() {
    ask("broadcast", content.arguments(from, text)).forEach(output()::result);
    return ExitCode.OK;
  }
}

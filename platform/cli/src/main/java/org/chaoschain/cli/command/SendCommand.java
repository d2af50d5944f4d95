// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chaos send}. */
@Command(
    name = "send",
    description = {
      "Sends a direct message from an agent of the running node, and waits for the receiver's answer.",
      "Nothing is durable yet: what is on its way is lost when a node stops."
    },
    footer = {
      "  chaos send did:key:z6Mk… \"hello\"",
      "  chaos send --from alice did:key:z6Mk… \"have you seen this?\"",
      "  chaos send did:key:z6Mk… --type alliance -F alliance=a1 -F action=propose \"share snacks\""
    })
final class SendCommand extends ChaosCommand {
  @Option(
      names = "--from",
      paramLabel = "AGENT",
      description = "The agent that speaks, by name or id; needed if the node hosts several.")
  private String from;

  @Parameters(index = "0", paramLabel = "TO", description = "The receiving agent's id (did:key:…).")
  private String to;

  @Parameters(index = "1", arity = "0..1", paramLabel = "TEXT", description = "What is said.")
  private String text;

  @Mixin private ContentOptions content;

  @Override
  ExitCode execute() {
    Map<String, Object> arguments = content.arguments(from, text);
    arguments.put("to", to);
    for (Map<String, Object> receipt : ask("send", arguments)) {
      output().result(receipt, String.join(System.lineSeparator(), Table.block(receipt)));
    }
    return ExitCode.OK;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import org.chaoschain.cli.terminal.ExitCode;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chaos completion}. */
@Command(
    name = "completion",
    description = "Prints a completion script for the shell.",
    footer = {
      "  source <(chaos completion bash)                     # this session",
      "  chaos completion bash > /etc/bash_completion.d/chaos # all sessions",
      "  source <(chaos completion zsh)"
    })
final class CompletionCommand extends ChaosCommand {
  enum ShellKind {
    bash,
    zsh
  }

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private ShellKind shell;

  @Override
  ExitCode execute() {
    String script = AutoComplete.bash("chaos", spec().root().commandLine());
    // the script serves both; zsh needs its emulation of bash's completion switched on first
    output()
        .text(
            shell == ShellKind.zsh
                ? "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n"
                    + script
                : script);
    return ExitCode.OK;
  }
}

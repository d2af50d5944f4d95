// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chaos connect}. */
@Command(
    name = "connect",
    description = "Makes the running node dial a peer.",
    footer = {"  chaos connect /ip4/127.0.0.1/tcp/4001/p2p/12D3Koo…"})
final class ConnectCommand extends ChaosCommand {
  @Parameters(paramLabel = "MULTIADDR", description = "Its address with /p2p/<peer id>.")
  private String address;

  @Override
  ExitCode execute() {
    ask("connect", Map.of("address", address)).forEach(output()::result);
    return ExitCode.OK;
  }
}

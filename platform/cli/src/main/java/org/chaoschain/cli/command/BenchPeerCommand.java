// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.io.IOException;
import org.chaoschain.cli.bench.peer.BenchPeer;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;

/** {@code chaos bench-peer}: one side of a benchmark, which {@code chaos bench} starts. */
@Command(
    name = "bench-peer",
    hidden = true,
    description = {
      "One side of a benchmark of the P2P layer, driven by lines of JSON over standard input and output.",
      "'chaos bench' starts two of them."
    },
    footer = "  echo '{\"id\":1,\"cmd\":\"benchServe\"}' | chaos bench-peer")
final class BenchPeerCommand extends ChaosCommand {
  @Override
  ExitCode execute() throws IOException {
    BenchPeer.serve(System.in, root().shell().out());
    // the hosts have threads; what they are connected to goes with the process
    System.exit(ExitCode.OK.code());
    return ExitCode.OK;
  }
}

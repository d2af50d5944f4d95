// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.io.PrintStream;
import java.time.Duration;
import org.chaoschain.cli.bench.gateway.GatewayBench;
import org.chaoschain.cli.bench.gateway.GatewayOptions;
import org.chaoschain.cli.bench.gateway.GatewayResult;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chaos bench gateway}. */
@Command(
    name = "gateway",
    description = {
      "Connects agents with keys of their own to the gateway of a node, and lets them send messages to each other.",
      "Node and agents run in processes of their own. The messages that were said are compared with those that the agents have heard, one by one. Ends with 0 only if each has come exactly once, none was refused after the warm-up, and no connection broke. Figures are of what is said after the warm-up, but for what was lost or came twice, which is of all.",
      "With --idle the agents only are there, and the node's resident memory is told (Linux)."
    },
    footer = {
      "  chaos bench gateway",
      "  chaos bench gateway --agents 100 --rate 500 --seconds 10 --json",
      "  chaos bench gateway --idle 10000 --json | jq .node_resident_mib"
    })
final class GatewayBenchCommand extends ChaosCommand {
  @Option(
      names = "--agents",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many agents (default: ${DEFAULT-VALUE}).")
  private int agents;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Messages a second, of all together (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "How long they send, or are there (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "How long they send before anything is measured; the compilers of both"
              + " processes need about a minute (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--idle",
      paramLabel = "N",
      defaultValue = "0",
      description = "So many agents that send nothing, instead of --agents.")
  private int idle;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "For the start and the connections (default: ${DEFAULT-VALUE}).")
  private int deadline;

  @Override
  ExitCode execute() throws InterruptedException {
    requireRange("--agents", agents, 2, 50_000);
    requireRange("--rate", rate, 1, 100_000);
    requireRange("--seconds", seconds, 1, 3_600);
    requireRange("--warm-up", warmUp, 0, 3_600);
    requireRange("--idle", idle, 0, 50_000);
    requireRange("--deadline", deadline, 1, 86_400);
    GatewayOptions options =
        new GatewayOptions(
            Installation.home(root().shell().environment()),
            idle > 0 ? idle : agents,
            idle > 0 ? 0 : rate,
            Duration.ofSeconds(warmUp),
            Duration.ofSeconds(seconds),
            Duration.ofSeconds(deadline));
    boolean json = output().json();
    PrintStream stream = json ? root().shell().err() : root().shell().out();
    GatewayResult result = GatewayBench.run(options, stream::println);
    if (json) {
      output().result(result.toJson(), "");
    } else {
      result.lines().forEach(output()::text);
    }
    return result.good() ? ExitCode.OK : ExitCode.FAILED;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.time.Duration;
import java.util.function.Consumer;
import org.chaoschain.cli.bench.BenchOptions;
import org.chaoschain.cli.bench.BenchResult;
import org.chaoschain.cli.bench.HotSwapBench;
import org.chaoschain.cli.bench.PriorityBench;
import org.chaoschain.cli.bench.PriorityOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code chaos bench …}. */
@Command(
    name = "bench",
    description = "Measures on this machine, with real nodes, what the node promises.",
    footer = {
      "  chaos bench hotswap",
      "  chaos bench hotswap --kind agent --json | jq .pause_ms",
      "  chaos bench priority --json",
      "  chaos bench handshake --json"
    },
    subcommands = {
      BenchCommand.HotSwap.class,
      FaultBenchCommand.class,
      BenchCommand.Priorities.class,
      NetBenchCommand.Handshake.class,
      NetBenchCommand.Bulk.class,
      NetBenchCommand.Echo.class,
      NetBenchCommand.NewStream.class,
      NetBenchCommand.Gossip.class,
      NetBenchCommand.Idle.class,
      GatewayBenchCommand.class
    })
final class BenchCommand implements Runnable {
  @Mixin HelpOptions help;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "which benchmark? hotswap, priority, delivery-under-faults, handshake, bulk, echo,"
            + " new-stream, gossip, idle or gateway");
  }

  @Command(
      name = "hotswap",
      description = {
        "Updates a plugin again and again while messages for it come in, and shows that none is lost.",
        "Two nodes run in processes of their own. The agents of one send signed direct messages over TCP, Noise and Yamux to those of the other, whose plugin is updated meanwhile; its handlers hold some messages, so that work is in flight at every swap. What the sender was told to be accepted is compared with what the generations of the plugin have written down.",
        "Ends with 0 only if each accepted message was handled exactly once, in the order of its sender."
      },
      footer = {
        "  chaos bench hotswap",
        "  chaos bench hotswap --rate 1000 --swaps 10 --json",
        "  chaos bench hotswap --kind codec"
      })
  static final class HotSwap extends PromiseBenchCommand {
    @Option(
        names = "--kind",
        paramLabel = "KIND",
        defaultValue = "message-type",
        description = "What is swapped: message-type, agent, codec (default: ${DEFAULT-VALUE}).")
    private String kind;

    @Option(
        names = "--rate",
        paramLabel = "N",
        defaultValue = "5000",
        description = "Messages a second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
        names = "--swaps",
        paramLabel = "N",
        defaultValue = "100",
        description = "How often the plugin is updated (default: ${DEFAULT-VALUE}).")
    private int swaps;

    @Option(
        names = "--hold-every",
        paramLabel = "N",
        defaultValue = "500",
        description =
            "One of so many messages is held by its handler; 0: none (default: ${DEFAULT-VALUE}).")
    private int holdEvery;

    @Option(
        names = "--hold",
        paramLabel = "MS",
        defaultValue = "50",
        description = "How long, in milliseconds (default: ${DEFAULT-VALUE}).")
    private int hold;

    @Option(
        names = "--warm-up",
        paramLabel = "SECONDS",
        defaultValue = "8",
        description =
            "How long the load runs before anything is measured; a minute lets the compilers of"
                + " both nodes finish (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
        names = "--interval",
        paramLabel = "MS",
        defaultValue = "50",
        description = "From one update to the next, in milliseconds (default: ${DEFAULT-VALUE}).")
    private int interval;

    @Option(
        names = "--deadline",
        paramLabel = "SECONDS",
        defaultValue = "300",
        description = "For all of it (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--keep", description = "Keeps the nodes' data directories.")
    private boolean keep;

    @Override
    BenchResult bench(Consumer<String> progress) throws InterruptedException {
      if (!BenchOptions.kinds().contains(kind)) {
        throw usage(
            "--kind is one of %s, not %s".formatted(String.join(", ", BenchOptions.kinds()), kind));
      }
      requireRange("--rate", rate, 1, 100_000);
      requireRange("--swaps", swaps, 1, 10_000);
      requireRange("--warm-up", warmUp, 0, 3_600);
      requireRange("--hold-every", holdEvery, 0, 1_000_000);
      requireRange("--hold", hold, 0, 1_000);
      requireRange("--interval", interval, 0, 60_000);
      requireRange("--deadline", seconds, 1, 86_400);
      BenchOptions options =
          new BenchOptions(
              home(),
              kind,
              rate,
              swaps,
              Duration.ofSeconds(warmUp),
              holdEvery,
              Duration.ofMillis(hold),
              Duration.ofMillis(interval),
              Duration.ofSeconds(seconds),
              keep);
      return HotSwapBench.run(options, progress);
    }
  }

  @Command(
      name = "priority",
      description = {
        "Shows what a node does when more comes than it can take: who is served, who waits, what is lost.",
        "The node runs in a process of its own and is made to verify so many bytes a second and no more. Fifty peers in another process, each with its own identity and connection, send it signed direct messages of all classes over TCP, Noise and Yamux: up to ten times of what it takes, and one that floods beside 49 that do not. What becomes of a message is what the node answers.",
        "Ends with 0 only if nothing of the class high was lost at 85 %% of the capacity, low had 2 %% of the bytes and never waited for more than a hundred of the largest messages, the p99 of the honest peers at most doubled, and no queue was longer than allowed. How long a message waited is told in bytes that the node served meanwhile, which is its time at the set capacity: what else the machine does counts less."
      },
      footer = {"  chaos bench priority", "  chaos bench priority --seconds 5 --json"})
  static final class Priorities extends PromiseBenchCommand {
    @Option(
        names = "--capacity",
        paramLabel = "BYTES",
        defaultValue = "65536",
        description =
            "What the node verifies in a second; so little that the machine's own pace does not"
                + " matter (default: ${DEFAULT-VALUE}).")
    private int capacity;

    @Option(
        names = "--seconds",
        paramLabel = "N",
        defaultValue = "15",
        description = "How long each load lasts (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
        names = "--rounds",
        paramLabel = "N",
        defaultValue = "7",
        description =
            "How often honest peers are measured alone and then beside one that floods; the median"
                + " of the rounds counts (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
        names = "--warm-up",
        paramLabel = "SECONDS",
        defaultValue = "8",
        description =
            "How long a load runs before anything is measured (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
        names = "--seed",
        paramLabel = "N",
        defaultValue = "1",
        description = "Of all that is random (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
        names = "--deadline",
        paramLabel = "SECONDS",
        defaultValue = "600",
        description = "For all of it (default: ${DEFAULT-VALUE}).")
    private int deadline;

    @Option(names = "--keep", description = "Keeps the node's data directory.")
    private boolean keep;

    @Override
    BenchResult bench(Consumer<String> progress) throws InterruptedException {
      requireRange("--capacity", capacity, 16_384, 1 << 30);
      requireRange("--seconds", seconds, 1, 3_600);
      requireRange("--rounds", rounds, 1, 1_000);
      requireRange("--warm-up", warmUp, 0, 3_600);
      requireRange("--deadline", deadline, 1, 86_400);
      PriorityOptions options =
          new PriorityOptions(
              home(),
              capacity,
              Duration.ofSeconds(seconds),
              rounds,
              Duration.ofSeconds(warmUp),
              seed,
              Duration.ofSeconds(deadline),
              keep);
      return PriorityBench.run(options, progress);
    }
  }
}

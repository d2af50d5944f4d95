// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.chaoschain.cli.bench.BenchResult;
import org.chaoschain.cli.bench.FaultBench;
import org.chaoschain.cli.bench.FaultOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chaos bench delivery-under-faults}. */
@Command(
    name = "delivery-under-faults",
    description = {
      "Shows that each direct message is delivered once or reported as failed, whatever goes wrong.",
      "Agents of one real node send to those of another. A proxy between the nodes resets and holds up their TCP connections at random moments. TCP"
          + " loses nothing while a connection lives, so single frames are lost above it: a plugin"
          + " on the receiving node drops requests before the protocol sees them, and its answers"
          + " before they are written. Half way the receiving node is killed and started again."
          + " Then all is healed, and what the senders were told is compared with what the"
          + " receiving agents have done; they know by the idempotency key what comes again after"
          + " the crash.",
      "Ends with 0 only if no message was both done and reported as failed, none was neither, and"
          + " none done twice."
    },
    footer = {
      "  chaos bench delivery-under-faults",
      "  chaos bench delivery-under-faults --messages 1000 --loss 20 --json"
    })
final class FaultBenchCommand extends PromiseBenchCommand {
  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many messages are sent (default: ${DEFAULT-VALUE}).")
  private int messages;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "400",
      description = "Messages a second (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--loss",
      paramLabel = "PERCENT",
      defaultValue = "10",
      description = "Frames that are lost, of each 100 (default: ${DEFAULT-VALUE}).")
  private int loss;

  @Option(
      names = "--life",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "Of a message (default: ${DEFAULT-VALUE}).")
  private int life;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the faults; it is in the result (default: by chance).")
  private Long seed;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      defaultValue = "400",
      description = "For all of it (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(names = "--keep", description = "Keeps the nodes' data directories.")
  private boolean keep;

  @Override
  BenchResult bench(Consumer<String> progress) throws InterruptedException {
    requireRange("--messages", messages, 1, 10_000_000);
    requireRange("--rate", rate, 1, 100_000);
    requireRange("--loss", loss, 0, 90);
    requireRange("--life", life, 1, 3_600);
    requireRange("--deadline", seconds, 1, 86_400);
    FaultOptions options =
        new FaultOptions(
            home(),
            messages,
            rate,
            loss,
            Duration.ofSeconds(life),
            seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed,
            Duration.ofSeconds(seconds),
            keep);
    return FaultBench.run(options, progress);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.cli.bench.net.Benchmark;
import org.chaoschain.cli.bench.net.Contender;
import org.chaoschain.cli.bench.net.NetBench;
import org.chaoschain.cli.bench.net.NetResult;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmarks of the P2P layer. */
abstract class NetBenchCommand extends ChaosCommand {
  private static final String FOOTER_REMARK =
      "Two processes run over loopback, a server and a client. The values of several runs after a warm-up are told.";

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often it is measured, after the warm-up (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "2",
      description = "How long each run takes (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "How long it runs before anything is measured, until the compilers have finished (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--with",
      paramLabel = "NAME=COMMAND",
      description = {
        "Measures another library beside this one, in turns; the command starts one of its processes, such as go-libp2p=\"sh platform/itests/interop/peer.sh go\". Each library then has a line of its own."
      })
  private Map<String, String> others = new LinkedHashMap<>();

  private final Benchmark benchmark;

  NetBenchCommand(Benchmark benchmark) {
    this.benchmark = benchmark;
  }

  @Override
  ExitCode execute() throws InterruptedException {
    if (runs < 1 || runs > 1000) {
      throw usage("--runs is 1 to 1000, not " + runs);
    }
    if (seconds < 1 || seconds > 600) {
      throw usage("--seconds is 1 to 600, not " + seconds);
    }
    if (warmUp < 0 || warmUp > 600) {
      throw usage("--warm-up is 0 to 600, not " + warmUp);
    }
    List<Contender> contenders = new ArrayList<>();
    contenders.add(Contender.ours(Installation.home(root().shell().environment())));
    others.forEach(
        (name, command) ->
            contenders.add(new Contender(name, List.of(command.strip().split("\\s+")))));
    output().remark(benchmark.word() + ": " + benchmark.meaning());
    List<NetResult> results =
        NetBench.run(
            benchmark,
            contenders,
            runs,
            Duration.ofSeconds(seconds),
            Duration.ofSeconds(warmUp),
            output()::remark);
    results.forEach(result -> output().result(result.toJson(), result.line()));
    return ExitCode.OK;
  }

  /** {@code chaos bench handshake}. */
  @Command(
      name = "handshake",
      description = {
        "Connections a second: TCP, Noise and Yamux, by four clients; each closes its connection and opens the next.",
        FOOTER_REMARK
      },
      footer = {"  chaos bench handshake", "  chaos bench handshake --json | jq .median"})
  static final class Handshake extends NetBenchCommand {
    Handshake() {
      super(Benchmark.HANDSHAKE);
    }
  }

  /** {@code chaos bench bulk}. */
  @Command(
      name = "bulk",
      description = {
        "MB a second (1 MB is 1,000,000 bytes) over one stream, uploaded by libp2p's perf until the server has read all.",
        FOOTER_REMARK
      },
      footer = {"  chaos bench bulk", "  chaos bench bulk --runs 10 --seconds 5 --json"})
  static final class Bulk extends NetBenchCommand {
    Bulk() {
      super(Benchmark.BULK);
    }
  }

  /** {@code chaos bench echo}. */
  @Command(
      name = "echo",
      description = {
        "Round trips a second of 32 bytes on one stream, one after the other.",
        FOOTER_REMARK
      },
      footer = {"  chaos bench echo", "  chaos bench echo --json"})
  static final class Echo extends NetBenchCommand {
    Echo() {
      super(Benchmark.ECHO);
    }
  }

  /** {@code chaos bench new-stream}. */
  @Command(
      name = "new-stream",
      description = {
        "Streams a second: each is opened, agrees on its protocol, echoes 32 bytes and ends; 8 at a time.",
        FOOTER_REMARK
      },
      footer = {"  chaos bench new-stream", "  chaos bench new-stream --json"})
  static final class NewStream extends NetBenchCommand {
    NewStream() {
      super(Benchmark.NEW_STREAM);
    }
  }

  /** {@code chaos bench gossip}. */
  @Command(
      name = "gossip",
      description = {
        "Deliveries a second by publish and subscribe, of messages of 512 bytes, acknowledged by the subscriber.",
        FOOTER_REMARK
      },
      footer = {"  chaos bench gossip", "  chaos bench gossip --json"})
  static final class Gossip extends NetBenchCommand {
    Gossip() {
      super(Benchmark.GOSSIP);
    }
  }

  /** {@code chaos bench idle}. */
  @Command(
      name = "idle",
      description = {
        "KiB of resident memory that an idle connection adds to a server: of 200, after a collection. Needs Linux.",
        "Each run has processes of its own; --seconds means nothing here."
      },
      footer = {"  chaos bench idle", "  chaos bench idle --runs 3 --json"})
  static final class Idle extends NetBenchCommand {
    Idle() {
      super(Benchmark.IDLE);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.chaoschain.cli.sim.SimTool;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chaos sim …}. */
@Command(
    name = "sim",
    description = {
      "Simulates a network of many nodes in one process, on a virtual clock.",
      "It is the very classes that a node runs, on links that delay and lose, among attackers, under churn. The same seed takes the same course and gives the same trace hash. Ends with 0 only if the demands of the scenario are met. Without a scenario it lists all with their demands.",
      "",
      "Scenarios, with their defaults (nodes, sybils, messages; the seed is 42):",
      "  loss                1000, 0, 100      links lose a quarter",
      "  eclipse-one         1000, 4000, 600   a new node finds only attackers",
      "  eclipse-publishers  1000, 4000, 600   attackers around those that publish",
      "  eclipse-network     1000, 4000, 600   attackers around all",
      "  censor              1000, 4000, 600   the messages of one node are held back",
      "  degrade             1000, 4000, 600   late messages, empty promises",
      "  cold-boot           1000, 4000, 600   attackers are there first",
      "  covert-flash        1000, 4000, 600   attackers behave, then stop at once",
      "  colocation          1000, 4000, 600   attackers from a few addresses",
      "  graft-late          1000, 4000, 600   meshes full of attackers that are late",
      "  graft-sparse        1000, 4000, 600   and of such as hand on the least",
      "  churn               1000, 0, 600      a fifth comes and goes each minute",
      "  partition           1000, 0, 900      two halves for a minute",
      "  lookup              10000, 0, 200     searches in Kademlia"
    },
    footer = {
      "  chaos sim                            what there is, and what is demanded",
      "  chaos sim loss",
      "  chaos sim loss --nodes 10000 --seed 7 --json"
    })
final class SimCommand extends ChaosCommand {
  @Parameters(arity = "0..1", paramLabel = "SCENARIO", description = "Which scenario.")
  private String scenario;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Honest nodes, 10 to 20000; else as the scenario says.")
  private Integer nodes;

  @Option(
      names = "--sybils",
      paramLabel = "N",
      description = "Attackers, where the scenario has any; else as it says.")
  private Integer sybils;

  @Option(
      names = "--messages",
      paramLabel = "N",
      description = "Messages that are published, or lookups; else as the scenario says.")
  private Integer messages;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Of all that is left to chance; else as the scenario says.")
  private Long seed;

  @Override
  ExitCode execute() {
    Path home = Installation.home(root().shell().environment());
    if (!Files.isDirectory(home.resolve("lib").resolve("sim"))) {
      throw new CliException(
          ExitCode.NOT_FOUND,
          "the installation " + home + " has no simulator: no folder lib/sim",
          "call 'chaos sim' of the full distribution");
    }
    if (scenario == null) {
      SimTool.list(output());
      return ExitCode.OK;
    }
    SimTool.Wishes wishes =
        new SimTool.Wishes(
            optional(nodes),
            optional(sybils),
            optional(messages),
            seed == null ? OptionalLong.empty() : OptionalLong.of(seed));
    return SimTool.run(scenario, wishes, output()) ? ExitCode.OK : ExitCode.FAILED;
  }

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}

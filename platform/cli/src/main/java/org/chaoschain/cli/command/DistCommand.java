// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.cli.dist.DistTool;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chaos dist …}. */
@Command(
    name = "dist",
    description = "Builds distributions of one's own, and compares them.",
    footer = {
      "  chaos dist build my-node.json -o my-node.tar.gz",
      "  chaos dist diff old.tar.gz new.tar.gz"
    },
    subcommands = {DistCommand.Build.class, DistCommand.Diff.class})
final class DistCommand implements Runnable {
  @Mixin HelpOptions help;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what about distributions? build or diff");
  }

  @Command(
      name = "build",
      description = {
        "Builds a node from a feature file, without a network.",
        "Completes the bundles it names from this installation and the local Maven repository, checks its configurations, starts the result once, and writes an archive (.tar.gz) with a bill of materials and licences, and a lock file beside it."
      },
      footer = {
        "  chaos dist build my-node.json -o my-node.tar.gz",
        "  chaos dist build my-node.json -o my-node.tar.gz --lock my-node.lock.json   the same bytes again",
        "  chaos dist build my-node.json --repository ~/our-bundles"
      })
  static final class Build extends ChaosCommand {
    @Parameters(paramLabel = "FILE", description = "The feature file.")
    private Path feature;

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FILE",
        description = "The archive; the feature file's name with .tar.gz unless told otherwise.")
    private Path output;

    @Option(
        names = "--repository",
        paramLabel = "DIR",
        description = "A folder laid out as a Maven repository; several may be given.")
    private List<Path> repositories = List.of();

    @Option(
        names = "--no-local-repository",
        description = "Leaves out the local Maven repository, ~/.m2/repository.")
    private boolean noLocal;

    @Option(
        names = "--lock",
        paramLabel = "FILE",
        description = "Builds exactly what that lock file says, or fails.")
    private Path lock;

    @Option(names = "--no-boot", description = "Does not start the result.")
    private boolean noBoot;

    @Override
    ExitCode execute() throws InterruptedException {
      Path home = Installation.home(root().shell().environment());
      List<Path> folders = new ArrayList<>(repositories);
      for (Path folder : folders) {
        if (!Files.isDirectory(folder)) {
          throw new CliException(
              ExitCode.NOT_FOUND, "there is no folder " + folder, "name one that exists");
        }
      }
      Path local = Path.of(System.getProperty("user.home"), ".m2", "repository");
      if (!noLocal && Files.isDirectory(local)) {
        folders.add(local);
      }
      Path archive = output == null ? Path.of(archiveName(feature)) : output;
      withTool(
          home,
          () -> {
            DistTool.build(
                home, feature, folders, archive, Optional.ofNullable(lock), !noBoot, output());
            return true;
          });
      return ExitCode.OK;
    }

    private static String archiveName(Path feature) {
      return feature.getFileName().toString().replaceFirst("\\.json$", "") + ".tar.gz";
    }
  }

  @Command(
      name = "diff",
      description = {
        "Tells what differs between two distributions.",
        "That is bundles added, removed, of another version, or of the same version with other bytes; features and configurations. Each distribution is an archive, a folder or a lock file.",
        "Ends with 0 if nothing differs, else with 1."
      },
      footer = {
        "  chaos dist diff old.tar.gz new.tar.gz",
        "  chaos dist diff my-node.lock.json /opt/my-node-1.0.0 --json"
      })
  static final class Diff extends ChaosCommand {
    @Parameters(index = "0", paramLabel = "A", description = "The first.")
    private Path first;

    @Parameters(index = "1", paramLabel = "B", description = "The second.")
    private Path second;

    @Override
    ExitCode execute() throws InterruptedException {
      Path home = Installation.home(root().shell().environment());
      return withTool(home, () -> DistTool.diff(first, second, output()))
          ? ExitCode.FAILED
          : ExitCode.OK;
    }
  }

  private interface Work {
    boolean run() throws InterruptedException;
  }

  private static boolean withTool(Path home, Work work) throws InterruptedException {
    if (!Files.isDirectory(home.resolve("lib").resolve("dist"))) {
      throw new CliException(
          ExitCode.NOT_FOUND,
          "the installation " + home + " has no tools to build others: no folder lib/dist",
          "call 'chaos dist' of the full distribution");
    }
    return work.run();
  }
}

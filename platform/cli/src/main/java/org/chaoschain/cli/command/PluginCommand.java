// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chaos plugin …}. */
@Command(
    name = "plugin",
    description = "Installs, lists and removes plugins while the node runs.",
    footer = {
      "  chaos plugin list",
      "  chaos plugin install ascii-meme.jar",
      "  chaos plugin why org.example.plugin.ascii",
    },
    subcommands = {
      PluginCommand.ListPlugins.class,
      PluginCommand.Plan.class,
      PluginCommand.Install.class,
      PluginCommand.Remove.class,
      PluginCommand.Why.class
    })
final class PluginCommand implements Runnable {
  @Mixin HelpOptions help;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "what about plugins? list, plan, install, remove or why");
  }

  @Command(
      name = "list",
      description = "Lists the installed plugins.",
      footer = {"  chaos plugin list", "  chaos plugin list --json"})
  static final class ListPlugins extends ChaosCommand {
    @Override
    ExitCode execute() {
      List<Map<String, Object>> rows = ask("plugin.list", Map.of());
      output().results(rows, Table.columns(rows), "no plugin is installed");
      return ExitCode.OK;
    }
  }

  @Command(
      name = "plan",
      description = "Tells what an installation would do, without doing it.",
      footer = {"  chaos plugin plan ascii-meme.jar"})
  static final class Plan extends ChaosCommand {
    @Parameters(paramLabel = "FILE", description = "The plugin's jar.")
    private Path file;

    @Override
    ExitCode execute() {
      ask("plugin.plan", Map.of("file", readable(file))).forEach(output()::result);
      return ExitCode.OK;
    }
  }

  @Command(
      name = "install",
      description = {
        "Installs a plugin in the running node, or replaces the version that is there.",
        "A file that is broken or does not fit leaves the running version untouched."
      },
      footer = {
        "  chaos plugin install ascii-meme.jar",
        "  chaos plugin install ascii-meme.jar --force   even if the plan is over the limit"
      })
  static final class Install extends ChaosCommand {
    @Parameters(paramLabel = "FILE", description = "The plugin's jar.")
    private Path file;

    @Option(names = "--force", description = "Even if more than allowed is restarted by it.")
    private boolean force;

    @Override
    ExitCode execute() {
      Map<String, Object> arguments = new LinkedHashMap<>();
      arguments.put("file", readable(file));
      if (force) {
        arguments.put("force", true);
      }
      ask("plugin.install", arguments).forEach(output()::result);
      return ExitCode.OK;
    }
  }

  @Command(
      name = "remove",
      description = "Removes a plugin from the running node and its store.",
      footer = {"  chaos plugin remove org.example.plugin.ascii"})
  static final class Remove extends ChaosCommand {
    @Parameters(paramLabel = "NAME", description = "The plugin's symbolic name.")
    private String name;

    @Override
    ExitCode execute() {
      ask("plugin.remove", Map.of("name", name)).forEach(output()::result);
      return ExitCode.OK;
    }
  }

  @Command(
      name = "why",
      description = "Tells why a plugin runs or does not.",
      footer = {"  chaos plugin why org.example.plugin.ascii"})
  static final class Why extends ChaosCommand {
    @Parameters(paramLabel = "NAME", description = "The plugin's symbolic name, or its file's.")
    private String name;

    @Override
    ExitCode execute() {
      ask("plugin.why", Map.of("name", name)).forEach(output()::result);
      return ExitCode.OK;
    }
  }

  /** The absolute path, since the node has another working directory. */
  private static String readable(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    if (!Files.isRegularFile(absolute) || !Files.isReadable(absolute)) {
      throw new CliException(
          ExitCode.NOT_FOUND, "there is no file " + absolute + " that can be read", "");
    }
    return absolute.toString();
  }
}

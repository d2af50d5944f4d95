// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
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
      PluginCommand.Release.class,
      PluginCommand.Show.class,
      PluginCommand.Why.class,
      PluginSigning.Keygen.class,
      PluginSigning.Sign.class,
      PluginSigning.Verify.class,
      PluginTrust.Trust.class,
      PluginTrust.Untrust.class,
      PluginTrust.Approve.class,
      PluginTrust.Forget.class,
      PluginTrust.Publishers.class,
      PluginTrust.Revoke.class
    })
final class PluginCommand implements Runnable {
  @Mixin HelpOptions help;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "what about plugins? list, show, plan, install, remove, release, why, keygen, sign, verify, trust, untrust, approve, publishers or revoke");
  }

  @Command(
      name = "list",
      description = "Lists the installed plugins.",
      footer = {"  chaos plugin list", "  chaos plugin list --json"})
  static final class ListPlugins extends ChaosCommand {
    @Override
    ExitCode execute() {
      List<Map<String, Object>> rows = ask("plugin.list", Map.of());
      List<String> columns =
          List.of(
              "name", "version", "state", "health", "generation", "failures", "source", "reason");
      output().results(rows, columns, "no plugin is installed");
      return ExitCode.OK;
    }
  }

  @Command(
      name = "plan",
      description = {
        "Tells what an installation or a removal would do, without doing it.",
        "That is what restarts, which wires change, which messages wait, which streams close, what happens to data."
      },
      footer = {
        "  chaos plugin plan ascii-meme.jar",
        "  chaos plugin plan --remove org.example.asciimeme",
      })
  static final class Plan extends ChaosCommand {
    @Parameters(paramLabel = "FILE", arity = "0..1", description = "The plugin's file.")
    private Path file;

    @Option(
        names = "--remove",
        paramLabel = "NAME",
        description = "The plan of the removal of that plugin.")
    private String remove;

    @Option(names = "--signature", paramLabel = "FILE", description = "Its signature (FILE.sig).")
    private Path signature;

    @Option(names = "--force", description = "The plan of an installation by force.")
    private boolean force;

    @Override
    ExitCode execute() {
      if ((file == null) == (remove == null)) {
        throw usage("name either a FILE to be installed, or a plugin by --remove");
      }
      Map<String, Object> plan =
          remove == null ? planOf(this, file, signature, force) : planOfRemoval(this, remove);
      print(this, plan);
      return ExitCode.OK;
    }
  }

  @Command(
      name = "install",
      description = {
        "Installs a plugin in the running node, or replaces the version that is there.",
        "Shows the plan first. A file that is broken or does not fit leaves the running version untouched."
      },
      footer = {
        "  chaos plugin install ascii-meme.jar",
        "  chaos plugin install ascii-meme.jar --force   a downgrade, or a plan over the limits"
      })
  static final class Install extends ChaosCommand {
    @Parameters(paramLabel = "FILE", description = "The plugin's file.")
    private Path file;

    @Option(names = "--signature", paramLabel = "FILE", description = "Its signature (FILE.sig).")
    private Path signature;

    @Option(
        names = "--force",
        description = "Even if it is a downgrade, or touches more than one change may.")
    private boolean force;

    @Override
    ExitCode execute() {
      if (!output().json()) {
        showPlan();
      }
      return done(this, ask("plugin.install", files(file, signature, force)));
    }

    /** What is refused has no plan; the installation tells why, and may let the file wait. */
    private void showPlan() {
      Map<String, Object> plan;
      try {
        plan = planOf(this, file, signature, force);
      } catch (CliException e) {
        if (e.exitCode() == ExitCode.REFUSED) {
          return;
        }
        throw e;
      }
      print(this, plan);
    }
  }

  @Command(
      name = "remove",
      description = {
        "Removes a plugin from the running node and its store; shows the plan first. Its data is kept unless it is to go as well."
      },
      footer = {
        "  chaos plugin remove org.example.asciimeme",
        "  chaos plugin remove org.example.asciimeme --purge",
      })
  static final class Remove extends ChaosCommand {
    @Parameters(paramLabel = "NAME", description = "The plugin's name.")
    private String name;

    @Option(names = "--force", description = "Even if it touches more than one change may.")
    private boolean force;

    @Option(names = "--purge", description = "Deletes the plugin's data folder as well.")
    private boolean data;

    @Override
    ExitCode execute() {
      if (!output().json()) {
        print(this, planOfRemoval(this, name));
      }
      Map<String, Object> arguments = arguments("name", name, force);
      if (data) {
        arguments.put("data", true);
      }
      return done(this, ask("plugin.remove", arguments));
    }
  }

  @Command(
      name = "release",
      description = "Lets a plugin run again that is in quarantine.",
      footer = {"  chaos plugin release org.example.asciimeme"})
  static final class Release extends ChaosCommand {
    @Parameters(paramLabel = "NAME", description = "The plugin's name.")
    private String name;

    @Override
    ExitCode execute() {
      return done(this, ask("plugin.release", Map.of("name", name)));
    }
  }

  @Command(
      name = "show",
      description = "Tells everything about a plugin: what it may, what it uses, how it is.",
      footer = {"  chaos plugin show org.example.asciimeme"})
  static final class Show extends ChaosCommand {
    @Parameters(paramLabel = "NAME", description = "The plugin's name.")
    private String name;

    @Override
    ExitCode execute() {
      ask("plugin.show", Map.of("name", name)).forEach(output()::result);
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

  private static Map<String, Object> planOf(
      ChaosCommand command, Path file, Path signature, boolean force) {
    return command.ask("plugin.plan", files(file, signature, force)).get(0);
  }

  /** The arguments that name a plugin file and its signature. */
  private static Map<String, Object> files(Path file, Path signature, boolean force) {
    Map<String, Object> arguments = arguments("file", readable(file), force);
    if (signature != null) {
      arguments.put("signature", readable(signature));
    }
    return arguments;
  }

  private static Map<String, Object> planOfRemoval(ChaosCommand command, String name) {
    return command.ask("plugin.plan", Map.of("remove", name)).get(0);
  }

  private static Map<String, Object> arguments(String key, String value, boolean force) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put(key, value);
    if (force) {
      arguments.put("force", true);
    }
    return arguments;
  }

  /** As JSON, or for people without what is empty. */
  private static void print(ChaosCommand command, Map<String, Object> plan) {
    Map<String, Object> said = new LinkedHashMap<>(plan);
    if (!command.output().json()) {
      said.values().removeIf(value -> value.equals("") || value.equals(List.of()));
      command.output().text("plan:");
    }
    command.output().result(said);
  }

  /** What was done; people have seen the plan. */
  private static ExitCode done(ChaosCommand command, List<Map<String, Object>> items) {
    for (Map<String, Object> item : items) {
      Map<String, Object> said = new LinkedHashMap<>(item);
      if (!command.output().json()) {
        said.remove("plan");
      }
      command.output().result(said);
    }
    return ExitCode.OK;
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

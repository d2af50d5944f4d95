// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.chaoschain.cli.dev.DevLoop;
import org.chaoschain.cli.dev.DevOptions;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chaos dev}. */
@Command(
    name = "dev",
    description = {
      "Runs a node for the development of plugins: each build of a watched folder is deployed.",
      "That is as soon as its jar is complete; the plugin's log, health and quotas are shown; until Ctrl-C.",
      "Without --data the node has a new data directory, which is deleted at the end. It takes unsigned plugins."
    },
    footer = {
      "  chaos dev --watch target/",
      "  chaos dev --watch target/ --debug                     and attach a debugger to port 5005",
      "  chaos dev --watch a/target/,b/target/ --data ./node --set agent.local.names=alice"
    })
final class DevCommand extends ChaosCommand {
  private static final String DEFAULT_PORT = "5005";
  private static final String POLICY = "extension.plugins.policy";

  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = {"-w", "--watch"},
      paramLabel = "PATH",
      split = ",",
      defaultValue = "target",
      description = "Folders that builds leave jars in, or single jars (default: target).")
  private List<Path> watch = List.of();

  @Option(
      names = "--debug",
      paramLabel = "PORT",
      arity = "0..1",
      fallbackValue = DEFAULT_PORT,
      description = "Lets a debugger attach, on 127.0.0.1 alone (port: 5005 unless given).")
  private Integer debugPort;

  @Option(
      names = "--suspend",
      description = "With --debug: the node does nothing until the debugger is there.")
  private boolean suspend;

  @Override
  ExitCode execute() throws InterruptedException {
    if (debugPort == null && suspend) {
      throw usage("--suspend is of use with --debug alone");
    }
    if (debugPort != null) {
      RunCommand.requirePort(debugPort, this);
    }
    DevOptions options =
        new DevOptions(
            Installation.home(root().shell().environment()),
            watch.stream().map(path -> path.toAbsolutePath().normalize()).toList(),
            root().givenData(),
            arguments(),
            suspend);
    DevLoop loop = DevLoop.of(options, output());
    Thread hook = new Thread(() -> stop(loop), "chaos-dev-signal");
    Runtime.getRuntime().addShutdownHook(hook);
    try (loop) {
      return loop.run();
    } finally {
      removed(hook);
    }
  }

  /** Ctrl-C is the way the loop ends: all is well then. */
  private static void stop(DevLoop loop) {
    loop.close();
    Runtime.getRuntime().halt(ExitCode.OK.code());
  }

  private static void removed(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // it is running
    }
  }

  private List<String> arguments() {
    List<String> arguments = new ArrayList<>(configuration.arguments());
    if (!configuration.set.containsKey(POLICY)) {
      arguments.addAll(List.of("--set", POLICY + "=any"));
    }
    if (debugPort != null) {
      arguments.addAll(List.of("--debug-port", debugPort.toString()));
      Stream.of("--debug-suspend").filter(flag -> suspend).forEach(arguments::add);
    }
    return arguments;
  }
}
